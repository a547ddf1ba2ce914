import { parseRecord } from "../../../provider/deploy/record.ts";
import { LAYOUT_ROOT, takeSnapshot } from "../../../provider/docker/snapshot.ts";
import type { NodeSnapshot } from "../../../provider/docker/snapshot.ts";
import type { NodeConnection } from "../../../provider/transport/connection.ts";
import type { Inventory, NodeFacts } from "../../../src/inventory/inventory.ts";
import { nodesOf } from "../../../src/inventory/inventory.ts";
import { layoutFolders } from "../../../src/inventory/layout-folders.ts";
import { loadInventoryCached } from "../../../src/rules/load/cached.ts";
import { addressesOfSite, addressOfFacts } from "../../shared/live/addresses.ts";
import { failureOf, probe } from "../../shared/live/probe.ts";
import { connectByAddress, nodeFound } from "../../shared/live/read.ts";
import type { NodeFound, ReadOptions } from "../../shared/live/read.ts";
import { NO_STATE } from "../report.ts";
import type { NodeVerdict, ServiceVerdict, SiteReport } from "../report.ts";
import { serviceVerdicts } from "../verdict.ts";
import type { ResourceFacts } from "../verdict.ts";
import { appliedProjects } from "./last-good.ts";
import { enforcedSide, factsOfCurrent, factsOfForgotten, factsOfMoved, factsOfNew, isApplied, reasonOf, wasDeployed } from "./project.ts";

/** How a quick look is taken. */
export interface QuickOptions extends Pick<ReadOptions, "connect" | "layoutRoot"> {
  /** The checkout. */
  readonly root: string;
  /** What git says. @default that of the checkout */
  readonly inventory?: Inventory;
  /** Only this node, which is this very machine: its engine is asked by the local socket. */
  readonly here?: string;
}

/**
 * Drift of sites without the engine: every node is read once, side by side, by the provider's own read, and compared with
 * what its own records say was applied.
 * @throws ProblemError when git has problems
 */
export async function driftQuickly(sites: readonly string[], options: QuickOptions): Promise<SiteReport[]> {
  const ahead = await readAhead(sites, options);
  const inventory =
    options.inventory ??
    (await loadInventoryCached(options.root).catch(async (error: unknown) => {
      await Promise.all([...ahead.values()].map(({ connection }) => connection.close()));
      throw error;
    }));
  return Promise.all(
    sites.map(async (site): Promise<SiteReport> => {
      const started = performance.now();
      const nodes = nodesOf(inventory, site).filter(({ name }) => options.here === undefined || name === options.here);
      const looks = await Promise.all(nodes.map((facts) => lookAt(facts, options, ahead.get(facts.name))));
      const read = looks.filter(({ node }) => node.state === "reachable");
      const empty = read.length > 0 && read.every(({ untouched }) => untouched);
      return {
        site,
        nodes: looks.map(({ node }) => node),
        services: empty ? [] : looks.flatMap(({ services }) => services),
        errors: empty ? [NO_STATE] : [],
        notes: [],
        seconds: (performance.now() - started) / 1000,
      };
    }),
  );
}

interface Look {
  readonly node: NodeVerdict;
  readonly services: readonly ServiceVerdict[];
  /** Nobody ever brought anything up there, and nothing of git runs there. */
  readonly untouched: boolean;
}

/** A node that is being read already. */
interface Ahead {
  readonly connection: NodeConnection;
  readonly snapshot: Promise<NodeSnapshot>;
}

/**
 * Begins to read the nodes that have their Docker engine on this machine, while git is still being read: what the topology says
 * of them is enough for it. Of the others only git says whether they have one.
 */
async function readAhead(
  sites: readonly string[],
  { root, inventory, connect, here, layoutRoot }: QuickOptions,
): Promise<ReadonlyMap<string, Ahead>> {
  if (inventory !== undefined || connect !== undefined) return new Map();
  // What is wrong with the topology is told with everything else that is wrong in git.
  const addresses = (await Promise.all(sites.map((site) => addressesOfSite(site, root).catch(() => [])))).flat();
  const local = addresses.filter(({ kind, node }) => kind === "local" && (here === undefined || node === here));
  return new Map(
    local.map((address) => {
      const connection = connectByAddress(address);
      const snapshot = takeSnapshot(connection, { root: layoutRoot ?? LAYOUT_ROOT });
      // Whoever asks gets the failure.
      snapshot.catch(() => undefined);
      return [address.node, { connection, snapshot }];
    }),
  );
}

async function lookAt(facts: NodeFacts, options: QuickOptions, ahead: Ahead | undefined): Promise<Look> {
  const address = options.here === undefined ? addressOfFacts(facts) : localAddress(facts);
  const connection = ahead?.connection ?? (options.connect ?? connectByAddress)(address);
  const { node, address: shown } = connection;
  try {
    if (facts.capabilities.container_engine === undefined) return await probed(connection);
    const snapshot = await (ahead?.snapshot ?? takeSnapshot(connection, { root: options.layoutRoot ?? LAYOUT_ROOT }));
    const services = await servicesOf(facts, nodeFound(facts, snapshot), connection);
    const untouched = snapshot.records.size === 0 && services.every(({ verdict }) => verdict === "pending");
    return { node: { node, address: shown, state: "reachable" }, services, untouched };
  } catch (error) {
    const { state, error: failure } = failureOf(error);
    const reason = failure.message;
    const names = [...facts.deployments.map(({ service }) => service), "layout"];
    const services = names.map((service): ServiceVerdict => ({ node, service, verdict: state, differences: [], reason }));
    return { node: { node, address: shown, state, reason }, services, untouched: false };
  } finally {
    await connection.close();
  }
}

/** A machine that runs no containers is only asked whether it is there. */
async function probed(connection: NodeConnection): Promise<Look> {
  const [found] = await probe([connection]);
  const { node, address } = connection;
  const verdict: NodeVerdict =
    found === undefined || found.state === "reachable"
      ? { node, address, state: "reachable" }
      : { node, address, state: found.state, reason: found.error.message };
  return { node: verdict, services: [], untouched: true };
}

async function servicesOf(facts: NodeFacts, found: NodeFound, connection: NodeConnection): Promise<ServiceVerdict[]> {
  const { snapshot, projects } = found;
  const listed = new Set(facts.deployments.map(({ service }) => service));
  const forgotten = [...snapshot.records].flatMap(([service, text]) => {
    const record = listed.has(service) ? undefined : parseRecord(text);
    return wasDeployed(record) ? [{ service, project: record.project }] : [];
  });
  const moved = projects.filter((reading) => wasDeployed(reading.record) && !isApplied(reading));
  const wanted = [...moved.map(({ deployment: { service, project } }) => ({ service, project })), ...forgotten];
  const applied = wanted.length === 0 ? new Map<string, never>() : await appliedProjects(connection, snapshot.root, wanted);

  const resources: ResourceFacts[] = [layoutFacts(facts, found)];
  const unknown: ServiceVerdict[] = [];
  for (const reading of projects) {
    const { present } = reading.enforced;
    const before = moved.includes(reading) ? applied.get(reading.deployment.service) : undefined;
    if (before !== undefined) resources.push(factsOfMoved(reading, before, snapshot));
    else if (isApplied(reading) || (present && !moved.includes(reading))) resources.push(factsOfCurrent(reading));
    // A first `up` that failed has taken away again what it made.
    else if (!present) resources.push(factsOfNew(reading));
    else unknown.push(unreadable(facts.name, reading.deployment.service, snapshot.root));
  }
  for (const { service } of forgotten) {
    const before = applied.get(service);
    if (before === undefined) unknown.push(unreadable(facts.name, service, snapshot.root));
    else resources.push(factsOfForgotten(facts.name, before, snapshot));
  }
  const reasons = new Map(projects.map((reading) => [reading.deployment.service, reasonOf(reading)]));
  const verdicts = serviceVerdicts(resources).map((verdict) => {
    const reason = reasons.get(verdict.service);
    return reason === undefined ? verdict : { ...verdict, reason };
  });
  return [...verdicts, ...unknown];
}

/** The folders of a node; on one where nothing was ever brought up they are still to be made. */
function layoutFacts({ name, topology }: NodeFacts, { snapshot, layout }: NodeFound): ResourceFacts {
  const folders = Object.fromEntries(Object.entries(layoutFolders(topology.connection)).map(([folder, facts]) => [folder, { ...facts }]));
  const declared = { folders };
  if (layout.length > 0 && snapshot.records.size === 0)
    return { node: name, service: "layout", declared, drift: [], changes: [[]], settled: false };
  return { node: name, service: "layout", declared, applied: declared, ...enforcedSide(declared, layout), changes: [], settled: false };
}

function unreadable(node: string, service: string, root: string): ServiceVerdict {
  const reason = `what was applied last cannot be read: ${root}/state/deploy/${service}/last-good holds no document that Compose could read; fix: run \`npm run drift\` without --quick, or \`up\``;
  return { node, service, verdict: "error", differences: [], reason };
}

function localAddress({ name, topology: { connection } }: NodeFacts): ReturnType<typeof addressOfFacts> {
  return { kind: "local", node: name, socket: connection.kind === "local" ? connection.socket : "/var/run/docker.sock" };
}
