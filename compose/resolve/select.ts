import { define } from "../decode/decode.ts";
import type { Json, JsonMap } from "../json.ts";
import { entry, isMapping, isSequence, mapping, stringOf, withEntries } from "../yaml/node.ts";
import type { MappingNode, TreeNode } from "../yaml/node.ts";

/** The project split by what its profiles enable. */
export interface Selection {
  readonly enabled: ReadonlyMap<string, TreeNode>;
  readonly disabled: ReadonlyMap<string, TreeNode>;
}

/** A service without profiles is always on; one with profiles needs one of them, or `*`. */
export function selectServices(root: MappingNode, profiles: readonly string[]): Selection {
  const services = entry(root, "services");
  const enabled = new Map<string, TreeNode>();
  const disabled = new Map<string, TreeNode>();
  if (!isMapping(services)) return { enabled, disabled };
  for (const [name, service] of services.entries) {
    const own = entry(service, "profiles");
    const names = isSequence(own) ? own.items.map((item) => stringOf(item)) : [];
    const on = names.length === 0 || profiles.some((profile) => profile === "*" || names.includes(profile));
    (on ? enabled : disabled).set(name, service);
  }
  return { enabled, disabled };
}

/** Leaves only the enabled services and the resources that they use, as Compose prints them. */
export function keepUsed(root: MappingNode, selection: Selection): MappingNode {
  const used = {
    networks: new Set<string>(),
    volumes: new Set<string>(),
    secrets: new Set<string>(),
    configs: new Set<string>(),
    models: new Set<string>(),
  };
  for (const service of selection.enabled.values()) {
    addKeys(used.networks, entry(service, "networks"));
    addKeys(used.models, entry(service, "models"));
    addSources(used.secrets, entry(service, "secrets"));
    addSources(used.secrets, entry(entry(service, "build"), "secrets"));
    addSources(used.configs, entry(service, "configs"));
    for (const mount of itemsOf(entry(service, "volumes"))) {
      const source = stringOf(entry(mount, "source"));
      if (stringOf(entry(mount, "type")) === "volume" && source !== undefined) used.volumes.add(source);
    }
  }
  const changes: [string, TreeNode][] = [];
  for (const [kind, names] of Object.entries(used)) {
    const resources = entry(root, kind);
    if (!isMapping(resources)) continue;
    const kept = [...resources.entries].filter(([name]) => names.has(name));
    changes.push([kind, mapping(new Map(kept), resources.origin)]);
  }
  const services = entry(root, "services");
  if (isMapping(services)) changes.push(["services", mapping(selection.enabled, services.origin)]);
  return withEntries(root, changes);
}

function itemsOf(node: TreeNode | undefined): readonly TreeNode[] {
  return isSequence(node) ? node.items : [];
}

function addKeys(names: Set<string>, node: TreeNode | undefined): void {
  if (isMapping(node)) for (const name of node.entries.keys()) names.add(name);
}

function addSources(names: Set<string>, node: TreeNode | undefined): void {
  for (const item of itemsOf(node)) {
    const source = stringOf(entry(item, "source"));
    if (source !== undefined) names.add(source);
  }
}

/** Leaves of a typed document what is left of its tree; a kind of resource without members goes altogether. */
export function keepBound(document: JsonMap, used: MappingNode): JsonMap {
  const result: Record<string, Json> = {};
  for (const [kind, members] of Object.entries(document)) {
    const kept = entry(used, kind);
    if (!NAMED.has(kind) || members === null || typeof members !== "object" || !isMapping(kept)) {
      define(result, kind, members);
      continue;
    }
    const all = Object.entries(members as JsonMap);
    const left = all.filter(([name]) => kept.entries.has(name));
    if (left.length === 0 && kind !== "services") continue;
    define(result, kind, left.length === all.length ? members : Object.fromEntries(left));
  }
  return result;
}

const NAMED = new Set(["services", "networks", "volumes", "secrets", "configs", "models"]);

/** `scale` is the old way of `deploy.replicas`; Compose fills in the latter where there is a `deploy` at all. */
export function shareScale(document: JsonMap): JsonMap {
  const services = document["services"] as JsonMap;
  let result: Record<string, Json> | undefined;
  for (const [name, value] of Object.entries(services)) {
    const service = value as JsonMap;
    const deploy = service["deploy"] as JsonMap | undefined;
    const scale = service["scale"];
    if (deploy === undefined || scale === undefined || "replicas" in deploy) continue;
    const { mode, ...rest } = deploy;
    const shared = { ...service, deploy: { ...(mode === undefined ? {} : { mode }), replicas: scale, ...rest } };
    define((result ??= { ...services }), name, shared);
  }
  return result === undefined ? document : { ...document, services: result };
}
