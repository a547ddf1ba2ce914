import { parseRecord } from "../../provider/deploy/record.ts";
import type { Entry, NodeSnapshot } from "../../provider/docker/snapshot.ts";
import { hmacOf, sha256 } from "./canonical.ts";
import { compareText } from "../../compose/compare-text.ts";
import { containerFacts, containerName } from "./container-facts.ts";
import type { NodeScope, ProjectScope } from "./scope.ts";

/** Digests of what a node enforces, by a name for people (`container web: memory`). */
export type NodeDigests = Readonly<Record<string, string>>;

/**
 * The facts of a node that a plan is bound to, each as an HMAC: among them are the values of containers' environments and
 * command lines, which may be secrets. All variables of a container go into one, so that none can be guessed by itself.
 * @param key hexadecimal, of the bundle
 */
export function nodeDigests(snapshot: NodeSnapshot, scope: NodeScope, key: string): NodeDigests {
  const facts = new Map<string, unknown>();
  for (const project of scope.projects) projectFacts(snapshot, project, facts);
  for (const folder of scope.folders) facts.set(`folder ${folder}`, entryFacts(snapshot.entries.get(`${snapshot.root}/${folder}`)));
  for (const volume of [...scope.volumes, ...scope.projects.flatMap(({ volumes }) => volumes)])
    facts.set(`volume ${volume}`, volumeFacts(snapshot, volume));
  return Object.fromEntries([...facts].sort(([a], [b]) => compareText(a, b)).map(([name, value]) => [name, hmacOf(key, value)]));
}

/** One digest for all nodes. */
export function liveDigest(nodes: Readonly<Record<string, NodeDigests>>): string {
  const lines = Object.entries(nodes)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([node, digests]) =>
      Object.entries(digests)
        .sort(([a], [b]) => compareText(a, b))
        .map(([name, digest]) => `${node}\0${name}\0${digest}\n`),
    );
  return sha256(lines.join(""));
}

function projectFacts(snapshot: NodeSnapshot, scope: ProjectScope, facts: Map<string, unknown>): void {
  const { project, service } = scope;
  const containers = snapshot.engine.containers.filter(
    (container) =>
      container.Config?.Labels?.["com.docker.compose.project"] === project || scope.containers.includes(containerName(container)),
  );
  for (const container of containers) {
    for (const [name, value] of Object.entries(containerFacts(container, snapshot)))
      facts.set(`container ${containerName(container)}: ${name}`, value);
  }
  const envFile = `${snapshot.root}/config/${service}/.env`;
  facts.set(`config/${service}/.env`, {
    text: snapshot.envFiles.get(service),
    unreadable: snapshot.entries.has(envFile) && !snapshot.envFiles.has(service),
  });
  for (const [file, text] of snapshot.texts ?? []) {
    const below = [`${snapshot.root}/services/${service}/`, `${snapshot.root}/config/${service}/`].some((folder) =>
      file.startsWith(folder),
    );
    if (below) facts.set(file.slice(snapshot.root.length + 1), { text });
  }
  for (const file of scope.files)
    facts.set(`services/${service}/${file}`, entryFacts(snapshot.entries.get(`${snapshot.root}/services/${service}/${file}`)));
  const networks = new Set([
    ...scope.networks,
    ...containers.flatMap((container) => Object.keys(container.NetworkSettings?.Networks ?? {})),
  ]);
  for (const name of networks) {
    const found = snapshot.engine.networks.find(({ Name }) => Name === name);
    const { Driver, Internal, EnableIPv6, IPAM } = found ?? {};
    facts.set(
      `network ${name}`,
      found === undefined ? undefined : { Driver, Internal, EnableIPv6, subnets: (IPAM?.Config ?? []).map(({ Subnet }) => Subnet).sort() },
    );
  }
  // Somebody else's run in between, a failed one included: it may have left nothing of itself but this.
  const record = parseRecord(snapshot.records.get(service));
  facts.set(`last deployment of ${service}`, record === undefined ? undefined : { run: record.run, outcome: record.outcome });
}

function entryFacts(entry: Entry | undefined): unknown {
  if (entry === undefined) return undefined;
  const { kind, mode, owner, group, size, sha256: sum } = entry;
  return { kind, mode, owner, group, ...(kind === "file" ? { size, sum } : {}) };
}

function volumeFacts(snapshot: NodeSnapshot, name: string): unknown {
  const found = snapshot.engine.volumes.find(({ Name }) => Name === name);
  return found === undefined ? undefined : { driver: found.Driver };
}
