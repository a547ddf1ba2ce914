import { Octokit } from "@octokit/rest";
import { ExpectedError } from "../../setup/expected.ts";

/** The repository on its platform, as a job of a workflow reaches it. */
export interface Platform {
  readonly api: Octokit;
  readonly owner: string;
  readonly repo: string;
  /** The account that the job writes with: only what this one wrote is ever changed. */
  readonly bot: string;
  /** The repository in a browser. */
  readonly url: string;
}

/**
 * Reads what GitHub and Forgejo both give their jobs: `GITHUB_REPOSITORY`, `GITHUB_API_URL`, `GITHUB_SERVER_URL` and the
 * token. `HOMELAB_BOT` names the account of the token.
 *
 * @throws ExpectedError every variable that is missing or is none of its kind
 */
export function platformOf(env: NodeJS.ProcessEnv): Platform {
  const repository = /^([\w-][\w.-]*)\/(\.?[\w-][\w.-]*)$/.exec(env["GITHUB_REPOSITORY"] ?? "");
  const missing = [
    ...(repository === null ? ["GITHUB_REPOSITORY (owner/name)"] : []),
    ...["GITHUB_API_URL", "GITHUB_SERVER_URL"].filter((name) => !URL.canParse(env[name] ?? "")).map((name) => `${name} (an address)`),
    ...((env["GITHUB_TOKEN"] ?? "") === "" ? ["GITHUB_TOKEN (the job's token)"] : []),
  ];
  if (missing.length > 0) throw new ExpectedError(`this runs in a job of a workflow, and there is no ${missing.join(", no ")}`);
  const [, owner = "", repo = ""] = repository ?? [];
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  return {
    api: new Octokit({ auth: env["GITHUB_TOKEN"], baseUrl: (env["GITHUB_API_URL"] ?? "").replace(/\/$/, ""), userAgent: "homelab", log }),
    owner,
    repo,
    bot: env["HOMELAB_BOT"] ?? "github-actions[bot]",
    url: `${(env["GITHUB_SERVER_URL"] ?? "").replace(/\/$/, "")}/${owner}/${repo}`,
  };
}

/**
 * Runs something against the platform.
 *
 * @throws ExpectedError for an answer that is a refusal: what was asked and why not, without the token
 */
export async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new ExpectedError(
      `the platform refuses ${error.request.method} ${new URL(error.request.url).pathname}: ${String(error.status)} ${error.message}`,
    );
  }
}

interface Refusal extends Error {
  readonly status: number;
  readonly request: { readonly method: string; readonly url: string };
}

function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === "HttpError" && "status" in error && "request" in error;
}
