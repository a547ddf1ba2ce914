import { Redaction } from "../secrets/redaction.ts";
import { CHANGED } from "./difference.ts";
import type { Difference } from "./difference.ts";
import { isJsonList, isJsonMap } from "./json.ts";
import type { Json } from "./json.ts";

/**
 * The values that may never be shown: of the node's env files, of secrets of the program, and those inside containers that
 * no literal in git stands for. The last net: whatever a comparison is about to report goes through it, so that a secret
 * that was written into a command line by hand does not come out at another attribute's path.
 */
export class Hidden {
  readonly #values = new Set<string>();
  readonly #redaction = new Redaction();

  add(value: string | undefined): void {
    if (value === undefined || value === "") return;
    this.#values.add(value);
    this.#redaction.add(value);
  }

  /** Whether a text is one of them or holds one in any form; a short one only as the whole text. */
  covers(text: string): boolean {
    return this.#values.has(text) || this.#redaction.covers(text);
  }

  /** The differences with every text that holds a hidden value replaced by a mark. */
  redact(differences: readonly Difference[]): Difference[] {
    return differences.map(({ path, enforced }) => ({ path, enforced: enforced === undefined ? undefined : this.#redact(enforced) }));
  }

  #redact(value: Json): Json {
    if (typeof value === "string") return this.covers(value) && !HARMLESS.test(value) ? CHANGED : value;
    if (isJsonList(value)) return value.map((item) => this.#redact(item));
    if (!isJsonMap(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#redact(item)]));
  }
}

/** Words of our own, and numbers of ports and sizes: an env file may well hold `1883`, which is no secret as a port. */
const HARMLESS = /^(\(.*\)|running|\d{1,5}|true|false|yes|no)$/;
