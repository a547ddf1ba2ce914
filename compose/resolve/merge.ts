import type { Problem } from "../problem.ts";
import { RuleTree } from "./rule-tree.ts";
import { sprintScalar } from "../yaml/scalar.ts";
import { formatPath } from "../data-path.ts";
import { entry, flag, isMapping, isNull, isSequence, mapping, nothing, placeOfKey, sequence, stringOf, text } from "../yaml/node.ts";
import type { MappingNode, PathStack, ScalarNode, SequenceNode, TreeNode } from "../yaml/node.ts";

interface Merge {
  readonly base: TreeNode;
  readonly over: TreeNode;
  readonly path: PathStack;
  readonly rules: RuleTree<Merger> | undefined;
  readonly problems: Problem[];
}

/** One merge rule. A side whose shape makes no sense is returned as it is: the schema reports it right afterwards. */
type Merger = (merge: Merge) => TreeNode;

/** Where merging is more than "mappings merge, lists append, everything else is replaced". */
const MERGERS_RULES: Readonly<Record<string, Merger>> = {
  "networks.*.ipam.config": mergeAddressPools,
  "networks.*.labels": appendAsList,
  "volumes.*.labels": appendAsList,
  "services.*.annotations": appendAsList,
  "services.*.build": mergeBuild,
  "services.*.build.args": appendAsList,
  "services.*.build.additional_contexts": appendAsList,
  "services.*.build.extra_hosts": appendNewHosts,
  "services.*.build.labels": appendAsList,
  "services.*.command": replace,
  "services.*.depends_on": mergeDependencies,
  "services.*.deploy.labels": appendAsList,
  "services.*.dns": appendAsList,
  "services.*.dns_opt": appendAsList,
  "services.*.dns_search": appendAsList,
  "services.*.entrypoint": replace,
  "services.*.env_file": appendAsList,
  "services.*.label_file": appendAsList,
  "services.*.environment": appendAsList,
  "services.*.extra_hosts": appendNewHosts,
  "services.*.healthcheck.test": replace,
  "services.*.labels": appendAsList,
  "services.*.logging": mergeLogging,
  "services.*.models": mergeByName,
  "services.*.networks": mergeByName,
  "services.*.sysctls": appendAsList,
  "services.*.tmpfs": appendAsList,
  "services.*.ulimits.*": replace,
};
const MERGERS = RuleTree.of(MERGERS_RULES);
/** The paths that have a rule, for the table of what the oracle covers. */
export const MERGE_PATTERNS: readonly string[] = Object.keys(MERGERS_RULES);

/** Phase 3: one document on top of another. */
export function mergeDocuments(base: MappingNode, over: MappingNode, problems: Problem[]): MappingNode {
  return mergeMappings({ base, over, path: [], rules: MERGERS, problems }, base, over);
}

/** A service on top of the one that it extends; the same rules as between files. */
export function mergeService(base: TreeNode, over: TreeNode, name: string, problems: Problem[]): TreeNode {
  return mergeNodes({ base, over, path: ["services", name], rules: MERGERS.at("services.*"), problems });
}

function mergeNodes(merge: Merge): TreeNode {
  const { base, over, rules } = merge;
  if (rules?.rule !== undefined) return rules.rule(merge);
  if (isNull(over)) return base;
  if (isMapping(base)) {
    if (isMapping(over)) return mergeMappings(merge, base, over);
    return refuse(merge, "a mapping");
  }
  if (isSequence(base)) {
    if (isSequence(over)) return sequence([...base.items, ...over.items], base.origin);
    return refuse(merge, "a list");
  }
  return over;
}

function refuse({ base, over, path, problems }: Merge, expected: string): TreeNode {
  const file = base.origin.source.file;
  problems.push({
    place: placeOfKey(over),
    path: formatPath(path),
    message: `cannot override ${expected} from ${file} with ${nameOfKind(over)}`,
    allowed: expected,
  });
  return base;
}

function nameOfKind(node: TreeNode): string {
  return node.kind === "mapping" ? "a mapping" : node.kind === "sequence" ? "a list" : "a single value";
}

function mergeMappings(merge: Merge, base: MappingNode, over: MappingNode): MappingNode {
  if (over.entries.size === 0) return base;
  if (base.entries.size === 0) return mapping(over.entries, base.origin);
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) {
    const existing = entries.get(key);
    if (existing === undefined) {
      entries.set(key, value);
      continue;
    }
    merge.path.push(key);
    entries.set(
      key,
      mergeNodes({ base: existing, over: value, path: merge.path, rules: merge.rules?.child(key), problems: merge.problems }),
    );
    merge.path.pop();
  }
  return mapping(entries, base.origin);
}

function replace({ over }: Merge): TreeNode {
  return over;
}

/** Driver options only merge when both sides mean the same driver; another driver takes the whole section. */
function mergeLogging(merge: Merge): TreeNode {
  const { base, over } = merge;
  if (!isMapping(base) || !isMapping(over)) return isNull(over) ? base : over;
  const ours = entry(base, "driver");
  const theirs = entry(over, "driver");
  const same = ours === undefined || theirs === undefined || stringOf(ours) === stringOf(theirs);
  return same ? mergeMappings(merge, base, over) : over;
}

function mergeBuild(merge: Merge): TreeNode {
  const base = longBuild(merge.base);
  const over = longBuild(merge.over);
  if (isNull(over)) return base;
  return isMapping(base) && isMapping(over) ? mergeMappings(merge, base, over) : over;
}

function longBuild(node: TreeNode): TreeNode {
  if (stringOf(node) === undefined) return node;
  return mapping(new Map([["context", node]]), node.origin);
}

function mergeDependencies(merge: Merge): TreeNode {
  const base = longDependencies(merge.base);
  const over = longDependencies(merge.over);
  if (isNull(over)) return base;
  return isMapping(base) && isMapping(over) ? mergeMappings(merge, base, over) : over;
}

/** `[db]` → `{db: {condition: service_started, required: true}}`; anything else stays as it is. */
export function longDependencies(node: TreeNode): TreeNode {
  if (!isSequence(node)) return node;
  const entries = new Map<string, TreeNode>();
  for (const item of node.items) {
    const name = stringOf(item);
    if (name === undefined) return node;
    const origin = { ...item.origin, key: item.origin.offset };
    const long = new Map<string, TreeNode>([
      ["condition", text("service_started", item.origin)],
      ["required", flag(true, item.origin)],
    ]);
    entries.set(name, mapping(long, origin));
  }
  return mapping(entries, node.origin);
}

function mergeByName(merge: Merge): TreeNode {
  const base = namesToMapping(merge.base);
  const over = namesToMapping(merge.over);
  if (isNull(over)) return base;
  return isMapping(base) && isMapping(over) ? mergeMappings(merge, base, over) : over;
}

/** `[front, back]` → `{front: null, back: null}`. */
export function namesToMapping(node: TreeNode): TreeNode {
  if (!isSequence(node)) return node;
  const entries = new Map<string, TreeNode>();
  for (const item of node.items) {
    const name = stringOf(item);
    if (name === undefined) return node;
    entries.set(name, nothing({ ...item.origin, key: item.origin.offset }));
  }
  return mapping(entries, node.origin);
}

/** Either notation becomes a list of `key=value`; who wins on one key is decided by uniqueness afterwards. */
function appendAsList(merge: Merge): TreeNode {
  const base = toList(merge.base);
  const over = toList(merge.over);
  if (over === undefined) return merge.over;
  return sequence([...(base?.items ?? []), ...over.items], (base ?? over).origin);
}

function appendNewHosts(merge: Merge): TreeNode {
  const base = toList(merge.base);
  const over = toList(merge.over);
  if (over === undefined) return merge.over;
  const known = new Set(base?.items.map((item) => stringOf(item)));
  const added = over.items.filter((item) => !known.has(stringOf(item)));
  return sequence([...(base?.items ?? []), ...added], (base ?? over).origin);
}

/** A mapping as a sorted list of `key=value`, a single text as a list of one, nothing as an empty list. */
function toList(node: TreeNode): SequenceNode | undefined {
  if (isSequence(node)) return node;
  if (isNull(node)) return sequence([], node.origin);
  if (!isMapping(node)) return stringOf(node) === undefined ? undefined : sequence([node], node.origin);
  const items: ScalarNode[] = [];
  for (const [key, value] of node.entries) {
    const values = isSequence(value) ? value.items : [value];
    for (const each of values) {
      if (each.kind !== "scalar") return undefined;
      items.push(text(isNull(each) ? key : `${key}=${sprintScalar(each.value, each.type)}`, each.origin));
    }
  }
  items.sort((a, b) => (String(a.value) < String(b.value) ? -1 : String(a.value) > String(b.value) ? 1 : 0));
  return sequence(items, node.origin);
}

/** Address pools merge by subnet. */
function mergeAddressPools(merge: Merge): TreeNode {
  const { base, over } = merge;
  if (!isSequence(base) || !isSequence(over)) return isNull(over) ? base : over;
  // Compose merges into the base pools themselves, so a pool may change after it was taken over: hence the boxes.
  const pools: { node: MappingNode }[] = [];
  const subnetOf = (pool: TreeNode): string | undefined => stringOf(entry(pool, "subnet"));
  for (const item of base.items) {
    if (!isMapping(item)) return over;
    const ours = { node: item };
    for (const theirs of over.items) {
      if (!isMapping(theirs)) return over;
      const subnet = subnetOf(theirs);
      if (subnet !== subnetOf(ours.node) && !pools.some((pool) => subnetOf(pool.node) === subnet)) {
        pools.push({ node: theirs });
        continue;
      }
      ours.node = mergeMappings({ ...merge, rules: undefined }, ours.node, theirs);
      const at = pools.findIndex((pool) => subnetOf(pool.node) === subnetOf(ours.node));
      if (at >= 0) pools[at] = ours;
      else pools.push(ours);
    }
  }
  return sequence(
    pools.map((pool) => pool.node),
    base.origin,
  );
}
