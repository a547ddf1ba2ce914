import { printable } from "../deploy/failure.ts";
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
    super(`${api.name} (${api.url}): ${method} ${withoutQuery(path)}: ${hidden(api, printable(reason)).slice(0, 600)}`);
    this.name = "ApiError";
    this.passing = passing;
    this.status = status;
  }
}

function withoutQuery(path: string): string {
  return path.split("?")[0] ?? path;
}

/** A server may repeat what it was sent. */
function hidden(api: ApiAddress, text: string): string {
  return [...api.credentials.values()].filter((value) => value.length > 3).reduce((shown, value) => shown.replaceAll(value, "***"), text);
}
