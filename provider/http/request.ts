import { setTimeout as wait } from "node:timers/promises";

import type { ApiAddress } from "./address.ts";
import { HttpClient, HttpError } from "./client.ts";
import type { HttpAnswer } from "./client.ts";
import { ApiError } from "./errors.ts";

/** One question to a web API. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With a leading slash, without credentials. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body with its type; nothing for none. */
  readonly body?: { readonly type: string; readonly text: string };
  /** May it be asked again when nobody knows whether it was heard? @default for GET, PUT and DELETE */
  readonly again?: boolean;
}

export type ApiResponse = HttpAnswer;

/** Answers are lists of records and hosts; what is larger is no answer of these servers. */
const MOST_BYTES = 8 * 1024 * 1024;
const ATTEMPTS = 3;

/**
 * Asks, and asks again while the server cannot answer (no connection, 429, 500 and up): three times at most, each after a longer
 * pause. Redirects are not followed, since they would carry the credentials elsewhere. TLS is always verified.
 * @throws ApiError when there is no answer
 */
export async function ask(api: ApiAddress, question: ApiRequest): Promise<ApiResponse> {
  const again = question.again ?? question.method !== "POST";
  for (let attempt = 1; ; attempt++) {
    const last = !again || attempt === ATTEMPTS;
    try {
      const response = await askOnce(api, question);
      const busy = response.status === 429 || response.status >= 500;
      if (!busy || last) return response;
    } catch (error) {
      if (last || !(error instanceof ApiError) || !error.passing) throw error;
    }
    await wait(seconds("HOMELAB_API_PAUSE_SECONDS", 0.5) * 1000 * 2 ** (attempt - 1));
  }
}

async function askOnce(api: ApiAddress, { method, path, headers = {}, body }: ApiRequest): Promise<ApiResponse> {
  const client = new HttpClient(api.ca === undefined ? {} : { ca: api.ca });
  try {
    return await client.ask(`${api.url}${path}`, {
      method,
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": body.type }), ...headers },
      ...(body === undefined ? {} : { body: body.text }),
      timeoutMs: seconds("HOMELAB_API_TIMEOUT_SECONDS", 20) * 1000,
      mostBytes: MOST_BYTES,
    });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const passing = error.failure !== "untrusted" && error.failure !== "too large";
    throw new ApiError(api, method, path, reasonOf(api, error), { passing });
  } finally {
    await client.close();
  }
}

function reasonOf(api: ApiAddress, { failure, code, message }: HttpError): string {
  if (failure === "unreachable") return `it cannot be reached (${code === "" ? message : code})`;
  if (failure !== "untrusted") return message;
  return `its certificate is not trusted (${code}); fix: name its authority in ${api.name.toUpperCase().replaceAll("-", "_")}_CA_FILE`;
}

/** A number of seconds from the environment. */
function seconds(variable: string, fallback: number): number {
  const value = Number(process.env[variable]);
  return Number.isFinite(value) && value > 0 ? value : fallback;
}
