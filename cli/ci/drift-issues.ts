import { driftIssue, keyOf, unreachableIssue, type WantedIssue } from "./issue-text.ts";
import type { DriftFacts, SiteFacts } from "./drift-report.ts";
import { asking, type Platform } from "./platform.ts";

/** An issue that is open. */
interface OpenIssue {
  readonly number: number;
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

/** What is done to the issues. */
export interface IssueSteps {
  readonly open: readonly WantedIssue[];
  readonly update: readonly (WantedIssue & { readonly number: number })[];
  readonly close: readonly { readonly number: number; readonly key: string; readonly because: string }[];
}

/**
 * What a drift report asks of the issues that are open: one for every drifted service, one for every node that has not answered
 * for `patience` hours. Work for an update opens nothing. What could not be judged leaves its issue as it is.
 *
 * @param hours how long a node has not answered, by `<site>/<node>`
 */
export function issueSteps(
  report: DriftFacts,
  open: readonly OpenIssue[],
  hours: ReadonlyMap<string, number>,
  patience: number,
): IssueSteps {
  const wanted = report.sites.flatMap((site) => [
    ...site.services.filter(({ verdict }) => verdict === "drifted").map((service) => driftIssue(site.site, service, report.at)),
    ...site.nodes.flatMap(({ node, reason }) => {
      const waited = hours.get(`${site.site}/${node}`);
      return waited === undefined || waited < patience ? [] : [unreachableIssue(site.site, node, waited, reason, report.at)];
    }),
  ]);
  const known = new Map<string, OpenIssue>();
  // Two runs at once may have opened two: the older one stays.
  for (const issue of [...open].sort((a, b) => a.number - b.number)) if (!known.has(issue.key)) known.set(issue.key, issue);
  const keys = new Set(wanted.map(({ key }) => key));
  return {
    open: wanted.filter(({ key }) => !known.has(key)),
    update: wanted.flatMap((issue) => {
      const there = known.get(issue.key);
      return there === undefined || (there.body === issue.body && there.title === issue.title) ? [] : [{ ...issue, number: there.number }];
    }),
    close: open.flatMap(({ number, key }) => {
      if (known.get(key)?.number !== number) return [{ number, key, because: "There is another issue about the same." }];
      const because = keys.has(key) ? undefined : goneBecause(key, report.sites);
      return because === undefined ? [] : [{ number, key, because }];
    }),
  };
}

/** Why an issue has nothing to say any more; undefined when that is not known. */
function goneBecause(key: string, sites: readonly SiteFacts[]): string | undefined {
  const [site, node, service] = key.split("/");
  const facts = sites.find((one) => one.site === site);
  // A site that nobody looked at, or that could not be judged as a whole.
  if (facts === undefined || facts.errors.length > 0) return undefined;
  const state = facts.nodes.find((one) => one.node === node)?.state;
  if (service === undefined)
    return state === "reachable" ? "The node answers again." : state === undefined ? "The node is no longer declared." : undefined;
  const found = facts.services.find((one) => one.node === node && one.service === service);
  if (found === undefined) return state === "unreachable" || state === "error" ? undefined : "The service is no longer declared there.";
  if (found.verdict === "in-sync") return "The node is as it was applied again.";
  return found.verdict === "pending" ? "The node is as it was applied; what is left is work for an update." : undefined;
}

/**
 * Opens, updates and closes the issues.
 *
 * @returns a sentence for each step
 * @throws ExpectedError when the platform refuses
 */
export async function keepIssues(
  platform: Platform,
  report: DriftFacts,
  hours: ReadonlyMap<string, number>,
  patience: number,
): Promise<string[]> {
  const { api, owner, repo } = platform;
  const steps = issueSteps(report, await openIssues(platform), hours, patience);
  const said: string[] = [];
  for (const { key, title, body } of steps.open) {
    const { data } = await asking(() => api.rest.issues.create({ owner, repo, title, body }));
    said.push(`Opened issue ${String(data.number)} for ${key}.`);
  }
  for (const { key, number, title, body } of steps.update) {
    await asking(() => api.rest.issues.update({ owner, repo, issue_number: number, title, body }));
    said.push(`Updated issue ${String(number)} for ${key}.`);
  }
  for (const { key, number, because } of steps.close) {
    await asking(() => api.rest.issues.createComment({ owner, repo, issue_number: number, body: because }));
    await asking(() => api.rest.issues.update({ owner, repo, issue_number: number, state: "closed" }));
    said.push(`Closed issue ${String(number)} for ${key}.`);
  }
  return said;
}

/** The open issues that this account wrote, by their marker: anybody may write that into an issue of theirs. */
async function openIssues({ api, owner, repo, bot }: Platform): Promise<OpenIssue[]> {
  const issues = await asking(() => api.paginate(api.rest.issues.listForRepo, { owner, repo, state: "open", per_page: 50 }));
  return issues.flatMap(({ number, title, body, user, pull_request: pull }) => {
    const key = keyOf(body ?? "");
    return key === undefined || user?.login !== bot || pull != null ? [] : [{ number, key, title, body: body ?? "" }];
  });
}
