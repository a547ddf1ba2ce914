import { ExpectedError } from "../../setup/expected.ts";
import { asking, type Platform } from "./platform.ts";

/**
 * Who approved that this run may go on into an environment, as the platform says: never as a file or an input does.
 *
 * @throws ExpectedError when nobody did
 */
export async function approverOf({ api, owner, repo }: Platform, run: number, environment: string): Promise<string> {
  const { data } = await asking(() => api.rest.actions.getReviewsForRun({ owner, repo, run_id: run }));
  const approvals = data.filter(({ state, environments }) => state === "approved" && environments.some(({ name }) => name === environment));
  const login = approvals.at(-1)?.user.login;
  if (login !== undefined) return login;
  throw new ExpectedError(
    `nobody approved run ${String(run)} for the environment ${environment}; fix: give it required reviewers in the repository's settings`,
  );
}
