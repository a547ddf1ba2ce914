import { RuleTree } from "./rule-tree.ts";
import { entry, isMapping, sequence, stringOf } from "../yaml/node.ts";
import type { PathStack, SequenceNode, TreeNode } from "../yaml/node.ts";
import { parseMountText } from "../values/mount-text.ts";

/** What makes a list item the same as another; undefined when the item has no sensible key and stays as it is. */
export type KeyOf = (item: TreeNode) => string | undefined;

/** Lists whose items replace an earlier item of the same key, at the earlier item's position. */
const UNIQUE_RULES: Readonly<Record<string, KeyOf>> = {
  "networks.*.labels": keyOfAssignment,
  "networks.*.ipam.options": keyOfAssignment,
  "services.*.annotations": keyOfAssignment,
  "services.*.build.args": keyOfAssignment,
  "services.*.build.additional_contexts": keyOfAssignment,
  "services.*.build.platform": keyOfAssignment,
  "services.*.build.tags": keyOfAssignment,
  "services.*.build.labels": keyOfAssignment,
  "services.*.cap_add": keyOfAssignment,
  "services.*.cap_drop": keyOfAssignment,
  "services.*.devices": keyOfDevice,
  "services.*.configs": keyOfFileMount(""),
  "services.*.deploy.labels": keyOfAssignment,
  "services.*.dns": keyOfAssignment,
  "services.*.dns_opt": keyOfAssignment,
  "services.*.dns_search": keyOfAssignment,
  "services.*.environment": keyOfAssignment,
  "services.*.env_file": keyOfEnvFile,
  "services.*.expose": keyOfExpose,
  "services.*.labels": keyOfAssignment,
  "services.*.links": keyOfAssignment,
  "services.*.networks.*.aliases": keyOfAssignment,
  "services.*.networks.*.link_local_ips": keyOfAssignment,
  "services.*.ports": keyOfPort,
  "services.*.profiles": keyOfAssignment,
  "services.*.secrets": keyOfFileMount("/run/secrets"),
  "services.*.sysctls": keyOfAssignment,
  "services.*.tmpfs": keyOfAssignment,
  "services.*.volumes": keyOfMount,
};
export const UNIQUE = RuleTree.of(UNIQUE_RULES);
/** The paths that have a rule, for the table of what the oracle covers. */
export const UNIQUE_PATTERNS: readonly string[] = Object.keys(UNIQUE_RULES);

/** Removes what a later item of the same key has redefined; Compose does this after each merge and each rewriting. */
export function enforceUnique<N extends TreeNode>(root: N): N {
  const path: PathStack = [];
  return walk(root, UNIQUE) as N;

  function walk(node: TreeNode, rules: RuleTree<KeyOf>): TreeNode {
    if (node.kind === "mapping") return rules.leaf ? node : rules.rewriteChildren(node, path, walk);
    return node.kind === "sequence" && rules.rule !== undefined && node.items.length > 1 ? withoutRedefined(node, rules.rule) : node;
  }
}

function withoutRedefined(node: SequenceNode, keyOf: KeyOf): SequenceNode {
  const positions = new Map<string, number>();
  const items: TreeNode[] = [];
  for (const item of node.items) {
    const key = keyOf(item);
    const known = key === undefined ? undefined : positions.get(key);
    if (known !== undefined) {
      items[known] = item;
      continue;
    }
    if (key !== undefined) positions.set(key, items.length);
    items.push(item);
  }
  return items.length === node.items.length ? node : sequence(items, node.origin);
}

function keyOfAssignment(item: TreeNode): string | undefined {
  return stringOf(item)?.split("=", 1)[0];
}

function keyOfExpose(item: TreeNode): string | undefined {
  return item.kind === "scalar" ? String(item.value) : undefined;
}

function keyOfEnvFile(item: TreeNode): string | undefined {
  return stringOf(item) ?? stringOf(entry(item, "path"));
}

function keyOfFileMount(folder: string): KeyOf {
  return (item) => {
    const name = stringOf(item);
    if (name !== undefined) return `${folder}/${name}`;
    if (!isMapping(item)) return undefined;
    return stringOf(entry(item, "target")) ?? `${folder}/${stringOf(entry(item, "source")) ?? ""}`;
  };
}

function keyOfDevice(item: TreeNode): string | undefined {
  const short = stringOf(item);
  if (short === undefined) return stringOf(entry(item, "target"));
  const sections = short.split(":");
  return sections[1] ?? sections[0];
}

function keyOfMount(item: TreeNode): string | undefined {
  const short = stringOf(item);
  if (short === undefined) return stringOf(entry(item, "target"));
  try {
    return parseMountText(short).target;
  } catch {
    // The text is reported where it is rewritten; here it is only unlike every other.
    return undefined;
  }
}

/** Short ports are compared as they are written; long ones by address, published, target and protocol. */
export function keyOfPort(item: TreeNode): string | undefined {
  if (item.kind === "scalar") return item.type === "float" ? undefined : String(item.value);
  if (!isMapping(item)) return undefined;
  const address = stringOf(entry(item, "host_ip")) ?? "0.0.0.0";
  const protocol = stringOf(entry(item, "protocol")) ?? "tcp";
  return `${address}:${tagged(entry(item, "published"))}:${tagged(entry(item, "target"))}/${protocol}`;
}

/** A published port that is a number and one that is text count as different ports in Compose. */
function tagged(node: TreeNode | undefined): string {
  if (node?.kind !== "scalar") return "";
  return node.type === "string" ? `"${String(node.value)}"` : String(node.value);
}
