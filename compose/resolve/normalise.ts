import type { VariableMode } from "./canonicalise.ts";
import type { Lookup } from "../values/template.ts";
import { cleanPath } from "../values/path-text.ts";
import { entry, flag, isMapping, isNull, isSequence, mapping, nothing, sequence, stringOf, text, withEntries } from "../yaml/node.ts";
import type { MappingNode, Origin, TreeNode } from "../yaml/node.ts";

/** Makes the implicit explicit: the default network, implied dependencies, resource names, values from the environment. */
export function normalise(root: MappingNode, projectName: string, lookup: Lookup, mode: VariableMode): MappingNode {
  const services = entry(root, "services");
  let usesDefault = false;
  const normal = new Map<string, TreeNode>();
  if (isMapping(services)) {
    for (const [name, service] of services.entries) {
      if (!isMapping(service)) {
        normal.set(name, service);
        continue;
      }
      const networked = joinDefaultNetwork(service);
      usesDefault ||= entry(entry(networked, "networks"), "default") !== undefined && !hasOwnNetwork(service);
      normal.set(name, normaliseService(networked, lookup, mode));
    }
  }
  const changes: [string, TreeNode][] = [["name", text(projectName, root.origin)]];
  if (isMapping(services)) changes.push(["services", mapping(normal, services.origin)]);
  const networks = entry(root, "networks");
  if (usesDefault && entry(networks, "default") === undefined) {
    const given = isMapping(networks) ? networks : mapping(new Map(), root.origin);
    changes.push(["networks", withEntries(given, [["default", nothing(given.origin)]])]);
  }
  const complete = withEntries(root, changes);
  const named = ["networks", "volumes", "configs", "secrets"].flatMap((key): [string, TreeNode][] => {
    const resources = entry(complete, key);
    return isMapping(resources) ? [[key, nameResources(resources, projectName)]] : [];
  });
  return withEntries(complete, named);
}

/** A service that a provider runs, or that shares a network stack, is in no network of its own. */
function hasOwnNetwork(service: MappingNode): boolean {
  return service.entries.has("provider") || service.entries.has("network_mode");
}

function joinDefaultNetwork(service: MappingNode): MappingNode {
  if (hasOwnNetwork(service)) return service;
  const networks = entry(service, "networks");
  if (isMapping(networks) && networks.entries.size > 0) return service;
  const origin = networks?.origin ?? service.origin;
  return withEntries(service, [["networks", mapping(new Map([["default", nothing(origin)]]), origin)]]);
}

function normaliseService(service: MappingNode, lookup: Lookup, mode: VariableMode): MappingNode {
  const changes: [string, TreeNode][] = [];
  const policy = entry(service, "pull_policy");
  if (policy !== undefined && stringOf(policy) === "if_not_present") changes.push(["pull_policy", text("missing", policy.origin)]);
  const build = entry(service, "build");
  if (isMapping(build)) changes.push(["build", normaliseBuild(build, lookup, mode)]);
  const environment = entry(service, "environment");
  if (environment !== undefined) changes.push(["environment", fillFromEnvironment(environment, lookup, true)]);
  const dependencies = impliedDependencies(service);
  if (dependencies !== undefined) changes.push(["depends_on", dependencies]);
  const volumes = entry(service, "volumes");
  if (isSequence(volumes)) {
    const items = volumes.items.map(cleanMountTarget);
    if (items.some((item, index) => item !== volumes.items[index])) changes.push(["volumes", sequence(items, volumes.origin)]);
  }
  return changes.length === 0 ? service : withEntries(service, changes);
}

function cleanMountTarget(mount: TreeNode): TreeNode {
  const target = entry(mount, "target");
  const value = stringOf(target);
  if (!isMapping(mount) || target === undefined || value === undefined) return mount;
  const clean = value === "" ? "." : cleanPath(value);
  return clean === value ? mount : withEntries(mount, [["target", text(clean, target.origin)]]);
}

function normaliseBuild(build: MappingNode, lookup: Lookup, mode: VariableMode): MappingNode {
  const changes: [string, TreeNode][] = [];
  if (!build.entries.has("dockerfile") && !build.entries.has("dockerfile_inline")) {
    changes.push(["dockerfile", text("Dockerfile", build.origin)]);
  }
  const args = entry(build, "args");
  if (args !== undefined) changes.push(["args", fillFromEnvironment(args, lookup, mode === "symbolic")]);
  return withEntries(build, changes);
}

/** `FOO` without a value takes the one from the environment; without one it stays empty or goes. */
function fillFromEnvironment(node: TreeNode, lookup: Lookup, keepEmpty: boolean): TreeNode {
  if (isMapping(node)) {
    const entries = new Map<string, TreeNode>();
    for (const [key, value] of node.entries) {
      const found = isNull(value) ? lookup(key) : undefined;
      if (found !== undefined) entries.set(key, text(found, value.origin));
      else if (!isNull(value) || keepEmpty) entries.set(key, value);
    }
    return mapping(entries, node.origin);
  }
  if (!isSequence(node)) return node;
  const items: TreeNode[] = [];
  for (const item of node.items) {
    const value = stringOf(item);
    if (value === undefined || value.includes("=")) {
      items.push(item);
      continue;
    }
    const found = lookup(value);
    if (found !== undefined) items.push(text(`${value}=${found}`, item.origin));
    else if (keepEmpty) items.push(item);
  }
  return sequence(items, node.origin);
}

/** Links, shared namespaces and `volumes_from` all mean: that one first. */
function impliedDependencies(service: MappingNode): TreeNode | undefined {
  const given = entry(service, "depends_on");
  const entries = new Map(isMapping(given) ? given.entries : []);
  const add = (name: string, restart: boolean, origin: Origin): void => {
    if (entries.has(name)) return;
    const dependency = new Map<string, TreeNode>([
      ["condition", text("service_started", origin)],
      ["restart", flag(restart, origin)],
      ["required", flag(true, origin)],
    ]);
    entries.set(name, mapping(dependency, origin));
  };
  for (const [name, origin] of textsOf(entry(service, "links"))) {
    const sections = name.split(":");
    add(sections.length === 2 ? (sections[0] ?? name) : name, true, origin);
  }
  for (const namespace of ["network_mode", "ipc", "pid", "uts", "cgroup"]) {
    const shared = entry(service, namespace);
    const value = stringOf(shared);
    if (shared !== undefined && value?.startsWith("service:")) add(value.slice("service:".length), true, shared.origin);
  }
  for (const [name, origin] of textsOf(entry(service, "volumes_from"))) {
    if (!name.startsWith("container:")) add(name.split(":")[0] ?? name, false, origin);
  }
  return entries.size === 0 ? undefined : mapping(entries, given?.origin ?? service.origin);
}

function textsOf(node: TreeNode | undefined): (readonly [string, Origin])[] {
  if (!isSequence(node)) return [];
  return node.items.flatMap((item) => {
    const value = stringOf(item);
    return value === undefined ? [] : [[value, item.origin] as const];
  });
}

/** A resource without a name is called after the project and its key; an external one after its key alone. */
function nameResources(resources: MappingNode, projectName: string): MappingNode {
  const entries = new Map<string, TreeNode>();
  for (const [key, node] of resources.entries) {
    const resource = isMapping(node) ? node : mapping(new Map(), node.origin);
    if (resource.entries.has("name") && !isNull(entry(resource, "name"))) {
      entries.set(key, resource);
      continue;
    }
    const external = entry(resource, "external");
    const outside = external?.kind === "scalar" && ["true", "1", "t", "T", "TRUE", "True"].includes(String(external.value));
    entries.set(key, withEntries(resource, [["name", text(outside ? key : `${projectName}_${key}`, resource.origin)]]));
  }
  return mapping(entries, resources.origin);
}
