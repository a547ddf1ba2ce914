import { newNodes, readAhead } from "../../../provider/nodes.ts";
import type { Nodes } from "../../../provider/nodes.ts";
import { previewSite } from "../../preview/run.ts";
import type { EngineEnvironment } from "../../../setup/set-up.ts";
import { projectName } from "../../../setup/stacks.ts";
import { addressesOfSite, probe } from "../../shared/live/index.ts";
import { NO_STATE, STOPPED } from "../report.ts";
import type { NodeVerdict, SiteReport } from "../report.ts";
import { serviceVerdicts } from "../verdict.ts";
import { DriftCollector } from "./collector.ts";
import { listedOnly } from "./listed.ts";
import { lockHolders } from "./locks.ts";
import { failedNodes } from "./failed-nodes.ts";

/** A node may die between the probe and the read; after so many previews nothing more is tried. */
const ATTEMPTS = 4;

/** A site on its way: its nodes were probed, its preview comes next. */
export interface ProbedSite extends ProbedNodes {
  readonly site: string;
}

interface ProbedNodes {
  readonly nodes: readonly NodeVerdict[];
  /** The ways to them; to be closed. */
  readonly ways: Nodes;
  /** Those that can be read, which begins as soon as the engine has been started. */
  readonly readable: readonly string[];
}

/**
 * Asks every node of a site, side by side, whether it is there.
 * @throws Error when the topology cannot be read
 */
export async function probeSite(site: string, root: string): Promise<ProbedSite> {
  const addresses = await addressesOfSite(site, root);
  return { site, ...(await probeNodes(addresses.map(({ node }) => node))) };
}

/** One refreshing preview without the nodes that are not there. The state is read and never written, and no lock is taken. */
export async function driftOfSite(
  probed: ProbedSite,
  ready: EngineEnvironment,
  progress?: (resources: number) => void,
): Promise<SiteReport> {
  const started = performance.now();
  const { site } = probed;
  const notes: string[] = [];
  let { nodes, ways, readable } = probed;
  for (let attempt = 1; ; attempt++) {
    const collector = new DriftCollector();
    const { ok, cancelled, plan } = await previewSite(site, ready, {
      policy: false,
      args: ["--refresh", ...exclusions(nodes)],
      observe: (event) => collector.add(event),
      nodes: ways,
      started: () => readAhead(ways, readable),
      ...(progress === undefined ? {} : { progress }),
    }).finally(() => ways.connections.close());
    const report = (rest: Pick<SiteReport, "services" | "errors">): SiteReport => ({
      site,
      nodes,
      notes,
      ...rest,
      seconds: (performance.now() - started) / 1000,
    });
    if (cancelled) return report({ services: [], errors: [STOPPED] });
    if (ok) {
      notes.push(...(await upNotes(ready, site)));
      if (!collector.hasState) return report({ services: [], errors: [NO_STATE] });
      const known = serviceVerdicts(collector.resources(reasonsOf(nodes))).map((one) => asErrorOf(nodes, one));
      return report({ services: [...known, ...(await listedOnly(ready.places.root, nodes, known))], errors: [] });
    }
    const found = attempt < ATTEMPTS ? await lookAgain(nodes, plan.errors, attempt) : undefined;
    if (found === undefined) return report({ services: [], errors: plan.errors });
    ({ nodes, ways, readable } = found);
    notes.push(`attempt ${attempt} ended early: ${plan.errors[0]?.split("\n")[0] ?? "a node was lost"}`);
  }
}

/** `--exclude` takes no children along, so that two patterns stand for a node (design 6). */
export function exclusions(nodes: readonly NodeVerdict[]): string[] {
  return nodes
    .filter(({ state }) => state !== "reachable")
    .flatMap(({ node }) => ["--exclude", `**::${node}`, "--exclude", `**::${node}/**`]);
}

/**
 * After a preview that failed: the nodes as they are now, when it is worth another try; undefined when the failure is not
 * about the way to a node. One that answers again is tried once more, then its own error counts.
 */
async function lookAgain(nodes: readonly NodeVerdict[], errors: readonly string[], attempt: number): Promise<ProbedNodes | undefined> {
  const failed = failedNodes(
    errors,
    nodes.map(({ node }) => node),
  );
  if (failed.size === 0) return undefined;
  const { nodes: found, ...rest } = await probeNodes([...failed.keys()]);
  const again = new Map(found.map((one) => [one.node, one]));
  const known = nodes.map((before): NodeVerdict => {
    const words = failed.get(before.node);
    const now = again.get(before.node);
    if (words === undefined || now === undefined) return before;
    return now.state === "reachable" && attempt > 1 ? { ...before, ...words } : now;
  });
  return { nodes: known, ...rest };
}

/** Asks nodes whether they are there. */
async function probeNodes(names: readonly string[]): Promise<ProbedNodes> {
  const ways = newNodes();
  const found = await probe(await Promise.all(names.map((name) => ways.connections.to(name))));
  const readable = found.flatMap((one) => (one.state === "reachable" && one.engine ? [one.node] : []));
  const nodes = found.map(({ node, address, ...rest }) => ({
    node,
    address,
    state: rest.state,
    ...("error" in rest ? { reason: rest.error.message } : {}),
  }));
  return { nodes, ways, readable };
}

async function upNotes({ env, places }: EngineEnvironment, site: string): Promise<string[]> {
  const holders = await lockHolders(env["PULUMI_BACKEND_URL"] ?? "", projectName(places.root), site);
  return holders.map((holder) => `an \`up\` holds the stack (${holder}): what it changes meanwhile may show as drift`);
}

function reasonsOf(nodes: readonly NodeVerdict[]): Map<string, string> {
  return new Map(
    nodes.flatMap(({ node, state, reason }) => (state === "reachable" ? [] : [[node, reason ?? "the node was not asked"] as const])),
  );
}

/** A node that answers and cannot be read (another host key, no engine) is an error, not an absence. */
function asErrorOf(nodes: readonly NodeVerdict[], service: SiteReport["services"][number]): SiteReport["services"][number] {
  const node = nodes.find((one) => one.node === service.node);
  return node?.state === "error" && service.verdict === "unreachable" ? { ...service, verdict: "error" } : service;
}
