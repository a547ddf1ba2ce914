import type { Problem } from "../problem.ts";
import { RuleTree } from "./rule-tree.ts";
import { MountTextError, parseMountText } from "../values/mount-text.ts";
import { PORT_FORMS, parsePortText, PortTextError } from "../values/port-text.ts";
import type { PortText } from "../values/port-text.ts";
import { hasVariables } from "../values/template.ts";
import { formatPath } from "../data-path.ts";
import {
  entry,
  flag,
  integer,
  isMapping,
  isNull,
  isSequence,
  mapping,
  nothing,
  placeOfNode,
  sequence,
  stringOf,
  text,
  withEntries,
} from "../yaml/node.ts";
import type { MappingNode, Origin, Path, PathStack, TreeNode } from "../yaml/node.ts";
import { sprintScalar } from "../yaml/scalar.ts";
import { longDependencies, namesToMapping } from "./merge.ts";
import { cleanPath } from "../values/path-text.ts";

/**
 * How unexpanded variables are treated.
 * `expanded`: there are none. `verbatim`: as `docker compose config --no-interpolate` does, which leaves a whole list
 * of ports short when one of them cannot be read. `symbolic`: each entry is read on its own and variables stay in it.
 */
export type VariableMode = "expanded" | "verbatim" | "symbolic";

interface Rewrite {
  readonly node: TreeNode;
  readonly path: Path;
  readonly mode: VariableMode;
  readonly problems: Problem[];
}

/** One short form → its long form. What has the wrong shape is returned as it is; the schema has reported it. */
type Rewriter = (rewrite: Rewrite) => TreeNode;

const REWRITERS_RULES: Readonly<Record<string, Rewriter>> = {
  "services.*.build": longBuild,
  "services.*.build.secrets.*": longFileMount,
  "services.*.build.provenance": asText,
  "services.*.build.sbom": asText,
  "services.*.build.additional_contexts": contextsToMapping,
  "services.*.build.ssh": sshToMapping,
  "services.*.depends_on": ({ node }) => completeDependencies(longDependencies(node)),
  "services.*.env_file": longEnvFiles,
  "services.*.label_file": textToList,
  "services.*.extends": ({ node }) => wrapText(node, "service"),
  "services.*.gpus": longGpus,
  "services.*.networks": ({ node }) => namesToMapping(node),
  "services.*.models": ({ node }) => namesToMapping(node),
  "services.*.volumes.*": longMount,
  "services.*.dns": dnsToList,
  "services.*.devices.*": longDevice,
  "services.*.secrets.*": longFileMount,
  "services.*.configs.*": longFileMount,
  "services.*.ports": longPorts,
  "services.*.ulimits.*": checkUlimit,
  "services.*.build.ulimits.*": checkUlimit,
  "services.*.develop.watch.*.ignore": textToList,
  "services.*.develop.watch.*.include": textToList,
  "volumes.*": adoptExternalName,
  "networks.*": adoptExternalName,
  "secrets.*": adoptExternalName,
  "configs.*": adoptExternalName,
};
const REWRITERS = RuleTree.of(REWRITERS_RULES);
/** The paths that have a rule, for the table of what the oracle covers. */
export const CANONICAL_PATTERNS: readonly string[] = Object.keys(REWRITERS_RULES);

/** Phase 4: every short form becomes its long form. Doing it twice is the same as doing it once. */
export function canonicalise(root: MappingNode, mode: VariableMode, problems: Problem[]): MappingNode {
  const path: PathStack = [];
  return walk(root, REWRITERS) as MappingNode;

  function walk(node: TreeNode, rules: RuleTree<Rewriter>): TreeNode {
    const own = rules.rule === undefined ? node : rules.rule({ node, path, mode, problems });
    return rules.leaf ? own : rules.rewriteChildren(own, path, walk);
  }
}

function wrapText(node: TreeNode, key: string): TreeNode {
  return stringOf(node) === undefined ? node : mapping(new Map([[key, node]]), node.origin);
}

function longBuild({ node }: Rewrite): TreeNode {
  return wrapText(node, "context");
}

function longFileMount({ node }: Rewrite): TreeNode {
  return wrapText(node, "source");
}

function textToList({ node }: Rewrite): TreeNode {
  return stringOf(node) === undefined ? node : sequence([node], node.origin);
}

function dnsToList(rewrite: Rewrite): TreeNode {
  const list = textToList(rewrite);
  // An empty server is what an unset variable leaves behind; Compose drops it.
  if (!isSequence(list) || !list.items.some((item) => stringOf(item) === "")) return list;
  return sequence(
    list.items.filter((item) => stringOf(item) !== ""),
    list.origin,
  );
}

function asText({ node }: Rewrite): TreeNode {
  if (node.kind !== "scalar" || node.type === "string") return node;
  return text(sprintScalar(node.value, node.type), node.origin);
}

function contextsToMapping({ node, path, mode, problems }: Rewrite): TreeNode {
  if (!isSequence(node)) return node;
  const entries = new Map<string, TreeNode>();
  for (const [index, item] of node.items.entries()) {
    const value = stringOf(item);
    const at = value?.indexOf("=") ?? -1;
    if (value === undefined || at === -1) {
      if (mode === "verbatim") return node;
      problems.push({
        place: placeOfNode(item),
        path: formatPath([...path, index]),
        message: `${JSON.stringify(value)} has no value`,
        allowed: "NAME=CONTEXT",
      });
      continue;
    }
    entries.set(value.slice(0, at), text(value.slice(at + 1), item.origin));
  }
  return mapping(entries, node.origin);
}

function sshToMapping({ node, path, problems }: Rewrite): TreeNode {
  if (!isSequence(node)) return node;
  const entries = new Map<string, TreeNode>();
  for (const [index, item] of node.items.entries()) {
    const value = stringOf(item) ?? "";
    const at = value.indexOf("=");
    if (at === -1 && value !== "default") {
      problems.push({
        place: placeOfNode(item),
        path: formatPath([...path, index]),
        message: `${JSON.stringify(value)} names no key`,
        allowed: "default, or ID=PATH",
      });
    } else if (at === -1) entries.set(value, nothing(item.origin));
    else entries.set(value.slice(0, at), text(value.slice(at + 1), item.origin));
  }
  return mapping(entries, node.origin);
}

function completeDependencies(node: TreeNode): TreeNode {
  if (!isMapping(node)) return node;
  const changes: [string, TreeNode][] = [];
  for (const [name, value] of node.entries) {
    if (!isMapping(value)) return node;
    const missing: [string, TreeNode][] = [];
    if (!value.entries.has("condition")) missing.push(["condition", text("service_started", value.origin)]);
    if (!value.entries.has("required")) missing.push(["required", flag(true, value.origin)]);
    if (missing.length > 0) changes.push([name, withEntries(value, missing)]);
  }
  return changes.length === 0 ? node : withEntries(node, changes);
}

function longEnvFiles(rewrite: Rewrite): TreeNode {
  const list = textToList(rewrite);
  if (!isSequence(list)) return list;
  const items = list.items.map((item): TreeNode => {
    const long = wrapText(item, "path");
    if (!isMapping(long) || long.entries.has("required")) return long;
    return withEntries(long, [["required", flag(true, long.origin)]]);
  });
  return sequence(items, list.origin);
}

function longGpus({ node }: Rewrite): TreeNode {
  if (stringOf(node) === undefined) return node;
  return sequence([mapping(new Map([["count", text("all", node.origin)]]), node.origin)], node.origin);
}

function longDevice({ node, path, mode, problems }: Rewrite): TreeNode {
  const value = stringOf(node);
  if (value === undefined) return node;
  const sections = mode === "expanded" ? value.split(":") : splitOutsideVariables(value, mode);
  if (sections.length > 3 && mode !== "verbatim") {
    problems.push({
      place: placeOfNode(node),
      path: formatPath(path),
      message: `${JSON.stringify(value)} has too many colons`,
      allowed: "HOST[:CONTAINER[:PERMISSIONS]]",
      fix: "write source, target and permissions one by one",
    });
    return node;
  }
  const [source = "", target = "", permissions = "rwm"] = sections.length > 3 ? [""] : sections;
  return mapping(
    new Map([
      ["source", text(source, node.origin)],
      ["target", text(target === "" ? source : target, node.origin)],
      ["permissions", text(permissions, node.origin)],
    ]),
    node.origin,
  );
}

function splitOutsideVariables(value: string, mode: VariableMode): string[] {
  if (mode === "verbatim" || !value.includes("${")) return value.split(":");
  return value.split(/:(?![^{]*\})/);
}

/** By now a limit is a number or both numbers; a text is left only where Compose casts nothing. */
function checkUlimit({ node, path, mode, problems }: Rewrite): TreeNode {
  if (node.kind !== "scalar" || node.type === "int" || (mode === "symbolic" && node.type === "string")) return node;
  problems.push({
    place: placeOfNode(node),
    path: formatPath(path),
    message: `${JSON.stringify(String(node.value))} is no limit`,
    allowed: "a whole number, or soft and hard",
  });
  return node;
}

function longMount({ node, path, mode, problems }: Rewrite): TreeNode {
  const value = stringOf(node);
  if (value === undefined) return node;
  let mount;
  try {
    mount = parseMountText(value);
  } catch (error) {
    if (!(error instanceof MountTextError)) throw error;
    if (mode === "verbatim") return node;
    const allowed = "[SOURCE:]TARGET[:OPTIONS]";
    problems.push({ place: placeOfNode(node), path: formatPath(path), message: error.message, allowed });
    return node;
  }
  const origin = node.origin;
  const bare = value.length <= 2;
  let type = mount.type;
  if (mode === "symbolic" && mount.source?.startsWith("$") && hasVariables(mount.source)) {
    const beginning = /^\$\{[A-Za-z_][A-Za-z0-9_]*:?-([^}])/.exec(mount.source)?.[1];
    if (beginning === undefined) {
      problems.push({
        place: placeOfNode(node),
        path: formatPath(path),
        message: `${JSON.stringify(value)} begins with a variable, so nothing says whether it is a path or a volume`,
        fix: "write it long, with type: bind or type: volume",
      });
    } else if (/[./~]/.test(beginning)) type = "bind";
  }
  const entries = new Map<string, TreeNode>([["type", text(type, origin)]]);
  if (mount.source !== undefined) entries.set("source", text(mount.source, origin));
  entries.set("target", text(cleanPath(mount.target), origin));
  if (mount.readOnly) entries.set("read_only", flag(true, origin));
  if (type === "bind" || mount.propagation !== undefined || mount.selinux !== undefined) {
    const bind = new Map<string, TreeNode>();
    if (mount.selinux !== undefined) bind.set("selinux", text(mount.selinux, origin));
    if (mount.propagation !== undefined) bind.set("propagation", text(mount.propagation, origin));
    // Short binds have always made a missing folder, and still do.
    if (type === "bind") bind.set("create_host_path", flag(true, origin));
    entries.set("bind", mapping(bind, origin));
  }
  if (!bare && (type === "volume" || mount.nocopy)) {
    entries.set("volume", mapping(new Map(mount.nocopy ? [["nocopy", flag(true, origin)]] : []), origin));
  }
  return mapping(entries, origin);
}

function longPorts({ node, path, mode, problems }: Rewrite): TreeNode {
  if (!isSequence(node) || node.items.every(isMapping)) return node;
  const items: TreeNode[] = [];
  for (const [index, item] of node.items.entries()) {
    if (item.kind !== "scalar" || (item.type !== "string" && item.type !== "int")) {
      if (item.kind === "scalar") {
        problems.push({
          place: placeOfNode(item),
          path: formatPath([...path, index]),
          message: `${String(item.value)} is no port`,
          allowed: PORT_FORMS,
        });
      }
      items.push(item);
      continue;
    }
    const short = String(item.value);
    if (mode === "verbatim" && hasVariables(short)) return node;
    try {
      for (const port of parsePortText(short)) items.push(longPort(port, item.origin));
    } catch (error) {
      if (!(error instanceof PortTextError)) throw error;
      if (mode === "verbatim" && item.type === "string") return node;
      const hint = item.type === "int" ? { fix: "put the port in quotes: YAML reads 22:22 and 0644 as numbers" } : {};
      const where = { place: placeOfNode(item), path: formatPath([...path, index]) };
      problems.push({ ...where, message: error.message, allowed: PORT_FORMS, ...hint });
    }
  }
  return sequence(items, node.origin);
}

function longPort(port: PortText, origin: Origin): MappingNode {
  const entries = new Map<string, TreeNode>([["mode", text("ingress", origin)]]);
  if (port.hostIp !== undefined) entries.set("host_ip", text(port.hostIp, origin));
  entries.set("target", typeof port.target === "number" ? integer(port.target, origin) : text(port.target, origin));
  if (port.published !== undefined) entries.set("published", text(port.published, origin));
  entries.set("protocol", text(port.protocol, origin));
  return mapping(entries, origin);
}

/** `external: {name: x}` is the old way of `external: true` with `name: x`. */
function adoptExternalName({ node, path, problems }: Rewrite): TreeNode {
  const external = entry(node, "external");
  if (!isMapping(node) || !isMapping(external)) return node;
  const inner = entry(external, "name");
  const own = entry(node, "name");
  if (inner !== undefined && own !== undefined && stringOf(inner) !== stringOf(own)) {
    problems.push({
      place: placeOfNode(inner),
      path: formatPath([...path, "external", "name"]),
      message: `the name ${JSON.stringify(stringOf(inner))} is not the ${JSON.stringify(stringOf(own))} above`,
      fix: "keep name, and write external: true",
    });
  }
  const name = own ?? inner;
  return withEntries(node, [
    ["external", flag(true, external.origin)],
    ...(name === undefined || isNull(name) ? [] : [["name", name] as const]),
  ]);
}
