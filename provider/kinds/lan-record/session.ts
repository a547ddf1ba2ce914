import { credentialVariable, type ApiAddress } from "../../http/address.ts";
import { ApiError } from "../../http/errors.ts";
import { ask } from "../../http/request.ts";
import { known } from "../../secrets/redaction.ts";
import { Sessions, type Session } from "../../http/sessions.ts";

/** A record as the server lists it (its `APIDOCS.md`, "Get Records"). */
export interface RecordRow {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly disabled: boolean;
  readonly rData: { readonly ipAddress?: string; readonly cname?: string };
}

interface Answer {
  readonly status?: unknown;
  readonly errorMessage?: unknown;
  readonly token?: unknown;
  readonly response?: unknown;
}

/**
 * A session with one Technitium DNS server, by an API token that never expires, or by a login whose token is renewed as soon as
 * the server no longer takes it (30 minutes after the last question, by default).
 */
export class TechnitiumSession implements Session {
  readonly api: ApiAddress;
  #token: Promise<string> | undefined;

  constructor(api: ApiAddress) {
    this.api = api;
  }

  /** The records of one name. */
  async records(zone: string, name: string): Promise<readonly RecordRow[]> {
    const { records } = (await this.#ask("/api/zones/records/get", { zone, domain: name }, true)) as { records?: readonly RecordRow[] };
    return (records ?? []).filter((record) => record.name.toLowerCase() === name.toLowerCase());
  }

  /** Makes the record the only one of its name and type. Asking twice comes to the same. */
  async put(zone: string, name: string, type: string, value: string, ttl: number): Promise<void> {
    await this.#ask(
      "/api/zones/records/add",
      { zone, domain: name, type, ttl: String(ttl), overwrite: "true", ...dataOf(type, value) },
      true,
    );
  }

  /** @throws ApiError when the server refuses, also because it is gone already */
  async remove(zone: string, name: string, type: string, value: string): Promise<void> {
    // Asked again after it was heard, it would be refused as gone; so the caller looks, instead.
    await this.#ask("/api/zones/records/delete", { zone, domain: name, type, ...dataOf(type, value) }, false);
  }

  async #ask(path: string, parameters: Readonly<Record<string, string>>, again: boolean): Promise<unknown> {
    const first = await this.#askWith(path, parameters, again, await this.#currentToken());
    if (first.status !== "invalid-token") return this.#response(path, first);
    if (this.api.credentials.has("TOKEN"))
      throw new ApiError(this.api, "POST", path, `it does not take the token in ${credentialVariable(this.api.name, "TOKEN")}`);
    this.#token = undefined;
    return this.#response(path, await this.#askWith(path, parameters, again, await this.#currentToken()));
  }

  /** In the body, never in the address, which servers write into their logs; before version 15 the header is not read. */
  async #askWith(path: string, parameters: Readonly<Record<string, string>>, again: boolean, token?: string): Promise<Answer> {
    const form = new URLSearchParams({ ...parameters, ...(token === undefined ? {} : { token }) });
    const { status, text } = await ask(this.api, {
      method: "POST",
      path,
      again,
      body: { type: "application/x-www-form-urlencoded", text: form.toString() },
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    });
    if (status !== 200) throw new ApiError(this.api, "POST", path, `status ${status}`, { status, passing: status >= 500 });
    try {
      return JSON.parse(text) as Answer;
    } catch {
      throw new ApiError(this.api, "POST", path, "the answer is not JSON");
    }
  }

  #currentToken(): Promise<string> {
    const fixed = this.api.credentials.get("TOKEN");
    if (fixed !== undefined) return Promise.resolve(fixed);
    if (this.#token === undefined) {
      const login = this.#login();
      login.catch(() => {
        if (this.#token === login) this.#token = undefined;
      });
      this.#token = login;
    }
    return this.#token;
  }

  async #login(): Promise<string> {
    const { credentials, name, url } = this.api;
    const [user, pass] = [credentials.get("USER"), credentials.get("PASSWORD")];
    if (user === undefined || pass === undefined) {
      throw new Error(
        `${name} (${url}): nothing in the environment opens it; fix: set ${credentialVariable(name, "TOKEN")}, or ${credentialVariable(name, "USER")} and ${credentialVariable(name, "PASSWORD")}`,
      );
    }
    const answer = await this.#askWith("/api/user/login", { user, pass }, true);
    if (answer.status === "2fa-required")
      throw new Error(
        `${name} (${url}): the account asks for a second factor, which a program does not have; fix: make an API token and set ${credentialVariable(name, "TOKEN")}`,
      );
    this.#response("/api/user/login", answer);
    if (typeof answer.token !== "string") return "";
    known.add(answer.token, true);
    return answer.token;
  }

  #response(path: string, { status, errorMessage, response }: Answer): unknown {
    if (status === "ok") return response ?? {};
    throw new ApiError(this.api, "POST", path, typeof errorMessage === "string" ? errorMessage : `it answers ${JSON.stringify(status)}`);
  }
}

/** The sessions of this provider process. */
export const technitiumSessions = new Sessions("technitium", (api) => new TechnitiumSession(api));

/** What a record holds, under the name that its type gives it. */
export function valueOf({ type, rData }: RecordRow): string {
  return (type === "CNAME" ? rData.cname : rData.ipAddress) ?? "";
}

function dataOf(type: string, value: string): Record<string, string> {
  return type === "CNAME" ? { cname: value } : { ipAddress: value };
}
