import { z } from "zod";
import type { Platform } from "./platform.ts";

/** The parts of the platform's answers that are looked at. */
const repositoryAnswer = z.object({ private: z.boolean() });
const environmentAnswer = z.object({
  deployment_branch_policy: z.looseObject({}).nullish(),
  protection_rules: z.array(z.object({ type: z.string().optional(), reviewers: z.array(z.unknown()).optional() })).optional(),
});
const approvalAnswer = z.object({ approval_policy: z.string() });
const runnersAnswer = z.object({
  runners: z.array(
    z.object({ name: z.string(), ephemeral: z.boolean().optional(), labels: z.array(z.object({ name: z.string() })).default([]) }),
  ),
});
const secretsAnswer = z.object({ secrets: z.array(z.object({ name: z.string() })) });

/** What the repository's settings lack, and what nobody here may know. */
export interface SettingsFound {
  /** Each a sentence with its fix: with any of them nothing is planned or applied. */
  readonly missing: readonly string[];
  /** Each a clause: what a person has to look at. */
  readonly unknown: readonly string[];
}

/** The environment in which a plan is made; the one with a site's name applies it. */
const PLAN = "plan";

/** The secret of both environments that logs in to the nodes. */
const KEY = "HOMELAB_SSH_KEY";

/** What only a public repository needs, since there everybody may send a pull request. */
const APPROVAL = "all_external_contributors";

/**
 * Looks whether the repository is set up as docs/review.md says, as far as the platform lets a job see it: only the default branch
 * may use the environments, applying waits for a reviewer, and a public repository approves outsiders' runs and has ephemeral runners.
 *
 * @param site the environment that applies
 */
export async function checkSettings(platform: Platform, site: string): Promise<SettingsFound> {
  const [missing, unknown]: [string[], string[]] = [[], []];
  for (const environment of [PLAN, site]) await checkEnvironment(platform, environment, environment === site, missing, unknown);
  const { owner, repo } = platform;
  const repository = await seen(platform, repositoryAnswer, "GET /repos/{owner}/{repo}", { owner, repo });
  if (repository.body?.private === undefined) unknown.push("whether the repository is public");
  else if (!repository.body.private) await checkPublic(platform, site, missing, unknown);
  return { missing, unknown };
}

async function checkEnvironment(platform: Platform, name: string, applies: boolean, missing: string[], unknown: string[]): Promise<void> {
  const { owner, repo } = platform;
  const place = { owner, repo, environment_name: name };
  const found = await seen(platform, environmentAnswer, "GET /repos/{owner}/{repo}/environments/{environment_name}", place);
  if (found.status === 404) {
    missing.push(
      `there is no environment ${name}; fix: make it, for the default branch only${applies ? " and with required reviewers" : ""}`,
    );
    return;
  }
  if (found.body === undefined) {
    unknown.push(`who may use the environment ${name}`);
    return;
  }
  if (found.body.deployment_branch_policy == null)
    missing.push(`every branch may use the environment ${name}; fix: limit its deployment branches to the default branch`);
  const reviewed = found.body.protection_rules?.some(
    ({ type, reviewers }) => type === "required_reviewers" && (reviewers?.length ?? 0) > 0,
  );
  if (applies && reviewed !== true) missing.push(`the environment ${name} waits for nobody; fix: give it required reviewers`);
}

async function checkPublic(platform: Platform, site: string, missing: string[], unknown: string[]): Promise<void> {
  const { owner, repo } = platform;
  const approval = await seen(platform, approvalAnswer, "GET /repos/{owner}/{repo}/actions/permissions/fork-pr-contributor-approval", {
    owner,
    repo,
  });
  if (approval.body?.approval_policy === undefined) unknown.push("whether the runs of outside contributors wait for an approval");
  else if (approval.body.approval_policy !== APPROVAL)
    missing.push("outside contributors' workflows run without an approval; fix: require it for all external contributors");

  const runners = await seen(platform, runnersAnswer, "GET /repos/{owner}/{repo}/actions/runners", { owner, repo });
  const own = runners.body?.runners.filter(({ labels }) => labels.some(({ name }) => name === "homelab"));
  const lasting = own?.filter(({ ephemeral }) => ephemeral === false) ?? [];
  if (lasting.length > 0)
    missing.push(`the runner ${lasting[0]?.name ?? ""} is used again for the next job; fix: register it with --ephemeral`);
  else if (own === undefined || own.some(({ ephemeral }) => ephemeral === undefined)) unknown.push("whether the runners are ephemeral");

  for (const environment of [PLAN, site]) {
    const secrets = await seen(platform, secretsAnswer, "GET /repos/{owner}/{repo}/environments/{environment_name}/secrets", {
      owner,
      repo,
      environment_name: environment,
      per_page: 100,
    });
    if (secrets.body?.secrets === undefined) unknown.push(`whether the SSH key is a secret of the environment ${environment}`);
    else if (!secrets.body.secrets.some(({ name }) => name === KEY))
      missing.push(`the environment ${environment} has no ${KEY}; fix: keep the key of the nodes there and not on the runner`);
  }
}

/** What the platform answers; no body where the job's token may not see it, or the answer is another one. */
async function seen<S extends z.ZodType>(
  { api }: Platform,
  schema: S,
  route: string,
  parameters: Record<string, string | number>,
): Promise<{ readonly status: number; readonly body?: z.infer<S> }> {
  try {
    const { status, data } = (await api.request(route, parameters)) as { status: number; data: unknown };
    const read = schema.safeParse(data);
    return read.success ? { status, body: read.data } : { status };
  } catch (error) {
    return { status: error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : 0 };
  }
}
