import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";

import type { ApiAddress } from "./address.ts";
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

export interface ApiResponse {
  readonly status: number;
  readonly text: string;
}

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
    await new Promise((resolve) => setTimeout(resolve, seconds("HOMELAB_API_PAUSE_SECONDS", 0.5) * 1000 * 2 ** (attempt - 1)));
  }
}

function askOnce(api: ApiAddress, { method, path, headers = {}, body }: ApiRequest): Promise<ApiResponse> {
  const url = new URL(`${api.url}${path}`);
  const timeout = seconds("HOMELAB_API_TIMEOUT_SECONDS", 20) * 1000;
  return new Promise((resolve, reject) => {
    const fail = (reason: string, passing: boolean): void => {
      reject(new ApiError(api, method, path, reason, { passing }));
      call.destroy();
    };
    const options = {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": body.type, "content-length": Buffer.byteLength(body.text) }),
        ...headers,
      },
      ...(api.ca === undefined ? {} : { ca: api.ca }),
    };
    const call = (url.protocol === "https:" ? tlsRequest : plainRequest)(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MOST_BYTES) fail(`the answer is larger than ${MOST_BYTES} bytes`, false);
        else chunks.push(chunk);
      });
      response.on("end", () => {
        clearTimeout(clock);
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      });
      response.on("aborted", () => {
        clearTimeout(clock);
        fail("the answer broke off", true);
      });
    });
    // A clock of the whole exchange: a server that sends a byte now and then would never be idle.
    const clock = setTimeout(() => {
      fail(`no answer within ${timeout / 1000} s`, true);
    }, timeout);
    call.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(clock);
      fail(reasonOf(api, error), !(error.code ?? "").includes("CERT") && error.code !== "ERR_TLS_CERT_ALTNAME_INVALID");
    });
    call.end(body?.text);
  });
}

function reasonOf(api: ApiAddress, error: NodeJS.ErrnoException): string {
  const code = error.code ?? error.message;
  const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_/.test(code);
  return untrusted
    ? `its certificate is not trusted (${code}); fix: name its authority in ${api.name.toUpperCase().replaceAll("-", "_")}_CA_FILE`
    : `it cannot be reached (${code})`;
}

/** A number of seconds from the environment. */
function seconds(variable: string, fallback: number): number {
  const value = Number(process.env[variable]);
  return Number.isFinite(value) && value > 0 ? value : fallback;
}
