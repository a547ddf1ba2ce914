import type { Problem } from "../problem.ts";
import { RuleTree } from "./rule-tree.ts";
import { isAddress } from "../values/port-text.ts";
import { hasVariables } from "../values/template.ts";
import { formatPath } from "../data-path.ts";
import { entry, isMapping, placeOfKey, placeOfNode, stringOf } from "../yaml/node.ts";
import type { Path, PathStack, TreeNode } from "../yaml/node.ts";

type Checker = (node: TreeNode, path: Path, problems: Problem[]) => void;

/** What the types alone cannot say, attribute by attribute. */
const CHECKERS = RuleTree.of<Checker>({
  "volumes.*": checkExternalVolume,
  "configs.*": oneSource("file", "environment", "content"),
  "secrets.*": oneSource("file", "environment"),
  "services.*.ports.*": checkHostAddress,
  "services.*.develop.watch.*.path": checkWatchPath,
  "services.*.deploy.resources.reservations.devices.*": checkDeviceRequest,
  "services.*.gpus.*": checkDeviceRequest,
});

/** Phase 5, first half: attributes that exclude or need one another, looked at one place at a time. */
export function checkModel(root: TreeNode, problems: Problem[]): void {
  const path: PathStack = [];
  walk(root, CHECKERS);

  function walk(node: TreeNode, rules: RuleTree<Checker>): TreeNode {
    if (rules.rule === undefined) return rules.rewriteChildren(node, path, walk);
    rules.rule(node, path, problems);
    return node;
  }
}

function checkExternalVolume(node: TreeNode, path: Path, problems: Problem[]): void {
  if (!isMapping(node)) return;
  const external = node.entries.get("external");
  if (external?.kind !== "scalar" || external.value !== true) return;
  for (const [key, value] of node.entries) {
    if (key === "name" || key === "external" || key.startsWith("x-")) continue;
    problems.push({
      place: placeOfKey(value),
      path: formatPath([...path, key]),
      message: `an external volume has no ${key} of its own`,
      allowed: "name and external",
      fix: `remove ${key} or external`,
    });
  }
}

function oneSource(...keys: readonly string[]): Checker {
  return (node, path, problems) => {
    if (!isMapping(node)) return;
    const present = keys.filter((key) => node.entries.has(key));
    const at = { place: placeOfKey(node), path: formatPath(path), allowed: `one of ${keys.join(", ")}` };
    if (present.length > 1) problems.push({ ...at, message: `${present.join(" and ")} exclude each other` });
    if (present.length > 0 || node.entries.has("driver") || node.entries.has("external")) return;
    problems.push({ ...at, message: "nothing says where the content comes from", fix: `add one of ${keys.join(", ")}` });
  };
}

function checkHostAddress(node: TreeNode, path: Path, problems: Problem[]): void {
  const address = entry(node, "host_ip");
  const value = stringOf(address);
  if (address === undefined || value === undefined || isAddress(value) || hasVariables(value)) return;
  problems.push({
    place: placeOfNode(address),
    path: formatPath([...path, "host_ip"]),
    message: `${JSON.stringify(value)} is no IP address`,
    allowed: "an IPv4 or IPv6 address",
  });
}

function checkWatchPath(node: TreeNode, path: Path, problems: Problem[]): void {
  if (stringOf(node) !== "") return;
  problems.push({ place: placeOfNode(node), path: formatPath(path), message: "the path is empty" });
}

function checkDeviceRequest(node: TreeNode, path: Path, problems: Problem[]): void {
  if (!isMapping(node) || !node.entries.has("count") || !node.entries.has("device_ids")) return;
  problems.push({
    place: placeOfKey(node),
    path: formatPath(path),
    message: "count and device_ids exclude each other",
    fix: "keep one of them",
  });
}
