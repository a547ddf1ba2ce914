import { credentialVariable, type ApiAddress } from "../../http/address.ts";
import { ApiError } from "../../http/errors.ts";
import { ask, type ApiRequest } from "../../http/request.ts";
import { known } from "../../secrets/redaction.ts";
import { Sessions, type Session } from "../../http/sessions.ts";

/** A proxy host as Nginx Proxy Manager writes it (its `backend/schema/components/proxy-host-object.json`, 2.15). */
export interface ProxyHostRow {
  readonly id: number;
  readonly domain_names: readonly string[];
  readonly forward_scheme: string;
  readonly forward_host: string;
  readonly forward_port: number;
  readonly access_list_id: number;
  readonly certificate_id: number;
  readonly ssl_forced: boolean | number;
  readonly hsts_enabled: boolean | number;
  readonly http2_support: boolean | number;
  readonly block_exploits: boolean | number;
  readonly caching_enabled: boolean | number;
  readonly allow_websocket_upgrade: boolean | number;
  readonly enabled: boolean | number;
  readonly advanced_config: string;
  readonly meta: { readonly nginx_online?: boolean | null; readonly nginx_err?: string | null } | null;
}

/** A certificate; it covers its names. */
export interface CertificateRow {
  readonly id: number;
  readonly domain_names: readonly string[];
  readonly expires_on: string;
}

/** Before a token is due, so that none expires on its way. */
const EARLY_MS = 60_000;

/**
 * A session with one Nginx Proxy Manager. It logs in when it is first asked, again before the token expires, and once more when
 * the server no longer takes a token that should hold (a restart with new keys).
 */
export class NpmSession implements Session {
  readonly api: ApiAddress;
  #token: Promise<string> | undefined;
  /** When it expires, in ms since 1970; never while the login is under way. */
  #until = 0;

  constructor(api: ApiAddress) {
    this.api = api;
  }

  /** @throws ApiError when the server does not answer or refuses */
  async proxyHosts(): Promise<readonly ProxyHostRow[]> {
    return (await this.#ask({ method: "GET", path: "/api/nginx/proxy-hosts" })) as readonly ProxyHostRow[];
  }

  async certificates(): Promise<readonly CertificateRow[]> {
    return (await this.#ask({ method: "GET", path: "/api/nginx/certificates" })) as readonly CertificateRow[];
  }

  async create(settings: object): Promise<ProxyHostRow> {
    return (await this.#ask({ method: "POST", path: "/api/nginx/proxy-hosts", body: json(settings) })) as ProxyHostRow;
  }

  async update(id: number, settings: object): Promise<ProxyHostRow> {
    return (await this.#ask({ method: "PUT", path: `/api/nginx/proxy-hosts/${id}`, body: json(settings) })) as ProxyHostRow;
  }

  /** Also when it is gone already. */
  async delete(id: number): Promise<void> {
    try {
      await this.#ask({ method: "DELETE", path: `/api/nginx/proxy-hosts/${id}` });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) throw error;
    }
  }

  async #ask(question: ApiRequest): Promise<unknown> {
    const first = await this.#askWith(question);
    if (!refusesToken(first)) return this.#answer(question, first);
    this.#token = undefined;
    return this.#answer(question, await this.#askWith(question));
  }

  async #askWith(question: ApiRequest): Promise<{ readonly status: number; readonly text: string }> {
    const token = await this.#currentToken();
    return ask(this.api, { ...question, headers: { authorization: `Bearer ${token}` } });
  }

  /** Requests of one moment share one login; after a failure the next one tries again. */
  #currentToken(): Promise<string> {
    if (this.#token === undefined || this.#until - EARLY_MS < Date.now()) {
      this.#until = Number.POSITIVE_INFINITY;
      const login = this.#askForToken().then(({ token, until }) => {
        this.#until = until;
        return token;
      });
      login.catch(() => {
        if (this.#token === login) this.#token = undefined;
      });
      this.#token = login;
    }
    return this.#token;
  }

  async #askForToken(): Promise<{ readonly token: string; readonly until: number }> {
    const { credentials, name } = this.api;
    const [identity, secret] = [credentials.get("IDENTITY"), credentials.get("SECRET")];
    if (identity === undefined || secret === undefined) {
      const variables = ["IDENTITY", "SECRET"].map((what) => credentialVariable(name, what)).join(" and ");
      throw new Error(`${name} (${this.api.url}): nothing in the environment opens it; fix: set ${variables}`);
    }
    // A second login does no harm, so it may be asked for again.
    const question: ApiRequest = { method: "POST", path: "/api/tokens", body: json({ identity, secret }), again: true };
    const answer = this.#answer(question, await ask(this.api, question)) as { token?: string; expires?: string; requires_2fa?: boolean };
    if (answer.requires_2fa === true) {
      throw new Error(
        `${name} (${this.api.url}): the account asks for a second factor, which a program does not have; fix: make an account of its own, without one, that may only manage proxy hosts`,
      );
    }
    if (typeof answer.token === "string") known.add(answer.token, true);
    const until = Date.parse(answer.expires ?? "");
    return { token: answer.token ?? "", until: Number.isNaN(until) ? Date.now() + 10 * EARLY_MS : until };
  }

  #answer({ method, path }: ApiRequest, { status, text }: { readonly status: number; readonly text: string }): unknown {
    const body = parsed(text);
    if (status >= 200 && status < 300 && body !== undefined) return body;
    const said = (body as { error?: { message?: unknown } } | undefined)?.error?.message;
    const reason =
      status >= 200 && status < 300 ? "the answer is not JSON" : `status ${status}${typeof said === "string" ? `: ${said}` : ""}`;
    throw new ApiError(this.api, method, path, reason, { status, passing: status >= 500 });
  }
}

/** The sessions of this provider process. */
export const npmSessions = new Sessions("npm", (api) => new NpmSession(api));

function json(value: object): NonNullable<ApiRequest["body"]> {
  return { type: "application/json; charset=utf-8", text: JSON.stringify(value) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** An expired token is answered with 400 and these words, one that was signed with other keys with 401 or 403. */
function refusesToken({ status, text }: { readonly status: number; readonly text: string }): boolean {
  return status === 401 || status === 403 || (status === 400 && /token has expired|invalid token|jwt/i.test(text));
}
