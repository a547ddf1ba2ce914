import type { Problem } from "../problem.ts";
import { RuleTree } from "./rule-tree.ts";
import { beginsWithVariable, isAbsolutePath, isRemoteContext, joinPath } from "../values/path-text.ts";
import { formatPath } from "../data-path.ts";
import { entry, isMapping, isNull, placeOfKey, stringOf, text, withEntries } from "../yaml/node.ts";
import type { MappingNode, Path, PathStack, TreeNode } from "../yaml/node.ts";
import { sprintScalar } from "../yaml/scalar.ts";
import type { VariableMode } from "./canonicalise.ts";

interface Completion {
  readonly node: TreeNode;
  readonly path: Path;
  readonly folder: string;
  readonly home: string | undefined;
  readonly mode: VariableMode;
  readonly problems: Problem[];
}
type Completer = (completion: Completion) => TreeNode;

const DEFAULTS = RuleTree.of<Completer>({
  "services.*.build": ({ node }) => addMissing(node, "context", "."),
  "services.*.secrets.*": defaultSecretTarget,
  "services.*.ports.*": ({ node }) => addMissing(addMissing(node, "protocol", "tcp"), "mode", "ingress"),
  "services.*.deploy.resources.reservations.devices.*": defaultCount,
  "services.*.gpus.*": defaultCount,
});

/** Where paths stand that are relative to the project directory. */
const PATHS = RuleTree.of<Completer>({
  "services.*.build.context": contextPath,
  "services.*.build.additional_contexts.*": contextPath,
  "services.*.build.ssh.*": bindPath,
  "services.*.env_file.*.path": filePath,
  "services.*.label_file.*": filePath,
  "services.*.extends.file": filePath,
  "services.*.develop.watch.*.path": filePath,
  "services.*.volumes.*": mountPath,
  "configs.*.file": bindPath,
  "secrets.*.file": bindPath,
  "volumes.*": volumeDevicePath,
});

/** Fills in what Compose assumes where nothing was written. */
export function addDefaults(root: MappingNode): MappingNode {
  return apply(root, DEFAULTS, { folder: "", home: undefined, mode: "expanded", problems: [] }) as MappingNode;
}

/** Makes every path absolute (or relative to a parent's folder, when `folder` is relative). */
export function resolvePaths(
  root: TreeNode,
  folder: string,
  home: string | undefined,
  mode: VariableMode,
  problems: Problem[],
): MappingNode {
  return apply(root, PATHS, { folder, home, mode, problems }) as MappingNode;
}

function apply(
  root: TreeNode,
  table: RuleTree<Completer>,
  { folder, home, mode, problems }: Pick<Completion, "folder" | "home" | "mode" | "problems">,
): TreeNode {
  const path: PathStack = [];
  return walk(root, table);

  function walk(node: TreeNode, rules: RuleTree<Completer>): TreeNode {
    return rules.rule === undefined ? rules.rewriteChildren(node, path, walk) : rules.rule({ node, path, folder, home, mode, problems });
  }
}

function addMissing(node: TreeNode, key: string, value: string): TreeNode {
  if (!isMapping(node) || node.entries.has(key)) return node;
  return withEntries(node, [[key, text(value, node.origin)]]);
}

function defaultSecretTarget({ node }: Completion): TreeNode {
  const source = entry(node, "source");
  const name = source?.kind === "scalar" ? sprintScalar(source.value, source.type) : "";
  return addMissing(node, "target", `/run/secrets/${name}`);
}

function defaultCount({ node }: Completion): TreeNode {
  return entry(node, "device_ids") === undefined ? addMissing(node, "count", "all") : node;
}

/** The path below the folder; `~` is the home directory, and a leading variable stays unless Compose would prefix it. */
function absolute(value: string, { folder, home, mode }: Completion): string {
  let path = value;
  if (path.startsWith("~") && home !== undefined) path = joinPath(home, path.slice(1));
  if (isAbsolutePath(path) || (mode === "symbolic" && beginsWithVariable(path))) return path;
  return joinPath(folder, path);
}

function bindPath(completion: Completion): TreeNode {
  const value = stringOf(completion.node);
  return value === undefined ? completion.node : text(absolute(value, completion), completion.node.origin);
}

function filePath(completion: Completion): TreeNode {
  const value = stringOf(completion.node);
  if (value === undefined || value === "") return completion.node;
  return text(absolute(value, completion), completion.node.origin);
}

function contextPath(completion: Completion): TreeNode {
  const value = stringOf(completion.node);
  return value === undefined || isRemoteContext(value) ? completion.node : filePath(completion);
}

function mountPath(completion: Completion): TreeNode {
  const { node, path, problems } = completion;
  if (!isMapping(node) || stringOf(entry(node, "type")) !== "bind") return node;
  const source = entry(node, "source");
  const value = stringOf(source);
  if (source === undefined || value === undefined) {
    problems.push({ place: placeOfKey(node), path: formatPath(path), message: "a bind mount needs a source", fix: "add source" });
    return node;
  }
  return withEntries(node, [["source", text(absolute(value, completion), source.origin)]]);
}

/** A local volume with `o: bind` is a bind mount in disguise, so its device is a path. */
function volumeDevicePath(completion: Completion): TreeNode {
  const { node } = completion;
  const options = entry(node, "driver_opts");
  const device = entry(options, "device");
  if (!isMapping(node) || !isMapping(options) || device === undefined || isNull(device)) return node;
  if (stringOf(entry(node, "driver")) !== "local" || stringOf(entry(options, "o")) !== "bind") return node;
  const resolved = bindPath({ ...completion, node: device });
  return withEntries(node, [["driver_opts", withEntries(options, [["device", resolved]])]]);
}
