import { createHash, timingSafeEqual } from "node:crypto";

/** How a caller's token was taken. */
export type Entry = "welcome" | "refused" | "too many";

/** Wrong tokens an address may show in a minute. */
const WRONG_A_MINUTE = 10;

/** The most addresses that are counted at once. */
const MOST_ADDRESSES = 1000;

/** Lets callers in who show the bearer token, and shuts an address out for the rest of the minute that guesses. */
export class TokenGuard {
  readonly #token: Buffer;
  readonly #wrong = new Map<string, number>();
  #minute = 0;

  constructor(token: string) {
    this.#token = digest(token);
  }

  /** @param nowMs a clock that only goes forward, in milliseconds */
  enter(authorization: string | undefined, address: string, nowMs: number): Entry {
    const minute = Math.floor(nowMs / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#wrong.clear();
    }
    const wrong = this.#wrong.get(address) ?? 0;
    if (wrong >= WRONG_A_MINUTE) return "too many";
    const shown = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? "")?.[1] ?? "";
    // Digests of equal length, compared in constant time: how long it takes tells nothing about the token.
    if (timingSafeEqual(digest(shown), this.#token)) return "welcome";
    if (this.#wrong.size < MOST_ADDRESSES || wrong > 0) this.#wrong.set(address, wrong + 1);
    return "refused";
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
