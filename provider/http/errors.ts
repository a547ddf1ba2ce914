import { printable } from "../deploy/failure.ts";
import { known } from "../secrets/redaction.ts";
import type { ApiAddress } from "./address.ts";

/** A question to a web API that came to nothing. Its message names the API and the question, and never a credential. */
export class ApiError extends Error {
  /** Is it worth asking again? */
  readonly passing: boolean;
  /** The status of the answer; undefined when there was none. */
  readonly status: number | undefined;

  constructor(
    api: ApiAddress,
    method: string,
    path: string,
    reason: string,
    { passing = false, status }: { passing?: boolean; status?: number } = {},
  ) {
    super(`${api.name} (${api.url}): ${method} ${withoutQuery(path)}: ${printable(hidden(api, reason)).slice(0, 600)}`);
    this.name = "ApiError";
    this.passing = passing;
    this.status = status;
  }
}

function withoutQuery(path: string): string {
  return path.split("?")[0] ?? path;
}

/** A server may repeat what it was sent, or what it gave: credentials and session tokens, in any form. */
function hidden(api: ApiAddress, text: string): string {
  return known.addAll(api.credentials.values(), true).hide(text);
}
