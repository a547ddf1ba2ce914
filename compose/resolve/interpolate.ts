import type { Place, Problem } from "../problem.ts";
import { hasVariables, substitute, TemplateError, variablesOf } from "../values/template.ts";
import type { Lookup } from "../values/template.ts";
import { RuleTree } from "./rule-tree.ts";
import { formatPath } from "../data-path.ts";
import { mapping, placeOfNode, sequence } from "../yaml/node.ts";
import type { PathStack, ScalarNode, TreeNode } from "../yaml/node.ts";

/** One use of a variable in a source, whether it was expanded or not. */
export interface VariableUse {
  readonly name: string;
  /** The dotted path inside its source, `services.web.image`. */
  readonly path: string;
  readonly place: Place;
  /** `:-`, `-`, `:?`, `?`, `:+` or `+`. */
  readonly operator?: string;
  /** The text behind `:-` or `-`, unexpanded. */
  readonly default?: string;
  /** True for `:?` and `?`: Compose stops without a value. */
  readonly required: boolean;
}

type Cast = "int" | "float" | "bool";

/** Attributes that are not text: Compose casts the expanded value, `cpus: "${CPUS}"` becomes a number. */
const CASTS = RuleTree.of<Cast>({
  ...inService("int", [
    "cpu_count",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "deploy.replicas",
    "deploy.update_config.parallelism",
    "deploy.rollback_config.parallelism",
    "deploy.restart_policy.max_attempts",
    "deploy.placement.max_replicas_per_node",
    "healthcheck.retries",
    "oom_score_adj",
    "pids_limit",
    "ports.*.target",
    "scale",
    "ulimits.*",
    "ulimits.*.hard",
    "ulimits.*.soft",
  ]),
  ...inService("float", ["cpu_percent", "cpus", "deploy.update_config.max_failure_ratio", "deploy.rollback_config.max_failure_ratio"]),
  ...inService("bool", [
    "init",
    "healthcheck.disable",
    "oom_kill_disable",
    "privileged",
    "read_only",
    "stdin_open",
    "tty",
    "volumes.*.read_only",
    "volumes.*.volume.nocopy",
  ]),
  ...Object.fromEntries(
    [
      "networks.*.external",
      "networks.*.internal",
      "networks.*.attachable",
      "networks.*.enable_ipv4",
      "networks.*.enable_ipv6",
      "volumes.*.external",
      "secrets.*.external",
      "configs.*.external",
    ].map((path) => [path, "bool" as const]),
  ),
});

function inService(cast: Cast, paths: readonly string[]): Record<string, Cast> {
  return Object.fromEntries(paths.map((path) => [`services.*.${path}`, cast]));
}

/** Lists every variable of a tree in reading order, nested ones too. Keys are never expanded, so they are not searched. */
export function listVariables(root: TreeNode): VariableUse[] {
  const uses: VariableUse[] = [];
  const path: PathStack = [];
  walk(root);
  return uses;

  function walk(node: TreeNode): void {
    if (node.kind === "mapping") {
      for (const [key, value] of node.entries) {
        path.push(key);
        walk(value);
        path.pop();
      }
    } else if (node.kind === "sequence") {
      for (const [index, item] of node.items.entries()) {
        path.push(index);
        walk(item);
        path.pop();
      }
    } else if (node.type === "string" && typeof node.value === "string" && node.value.includes("$")) {
      for (const variable of variablesOf(node.value)) {
        uses.push({ ...variable, path: formatPath(path), place: placeOfNode(node) });
      }
    }
  }
}

/** Phase 2: expands every string of a tree and casts what is not text; problems name the attribute. */
export function interpolate(root: TreeNode, lookup: Lookup, problems: Problem[], warnings: Problem[]): TreeNode {
  const path: PathStack = [];
  return walk(root, CASTS);

  function walk(node: TreeNode, casts: RuleTree<Cast> | undefined): TreeNode {
    if (node.kind === "mapping") {
      let entries: Map<string, TreeNode> | undefined;
      for (const [key, value] of node.entries) {
        path.push(key);
        const next = walk(value, casts?.child(key));
        path.pop();
        if (next !== value) (entries ??= new Map(node.entries)).set(key, next);
      }
      return entries === undefined ? node : mapping(entries, node.origin);
    }
    if (node.kind === "sequence") {
      let items: TreeNode[] | undefined;
      for (const [index, item] of node.items.entries()) {
        path.push(index);
        const next = walk(item, casts?.item());
        path.pop();
        if (next !== item) (items ??= [...node.items])[index] = next;
      }
      return items === undefined ? node : sequence(items, node.origin);
    }
    if (node.type !== "string") return node;
    return scalar(node, casts?.rule);
  }

  function scalar(node: ScalarNode, cast: Cast | undefined): ScalarNode {
    const template = String(node.value);
    if (!template.includes("$") && cast === undefined) return node;
    const at = { place: placeOfNode(node), path: formatPath(path) };
    try {
      const value = substitute(template, lookup, (name) => {
        warnings.push({ ...at, message: `the variable ${name} is not set; it becomes an empty text` });
      });
      if (cast === undefined) return { ...node, value };
      const typed = castScalar(value, cast);
      if (typed !== undefined) return { ...node, ...typed };
      const source = hasVariables(template) ? `${JSON.stringify(value)} (from ${template})` : JSON.stringify(value);
      problems.push({ ...at, message: `${source} is no ${CAST_NAMES[cast]}`, allowed: CAST_FORMS[cast] });
      return node;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      problems.push({
        ...at,
        message: error.message,
        fix: error.missing === undefined ? "write a dollar as $$" : `set ${error.missing}`,
      });
      return node;
    }
  }
}

const CAST_NAMES: Readonly<Record<Cast, string>> = { int: "whole number", float: "number", bool: "boolean" };
const CAST_FORMS: Readonly<Record<Cast, string>> = {
  int: "a whole number",
  float: "a number",
  bool: "true or false (yes, no, on, off, y, n)",
};

/** A text as the type its attribute needs; undefined when it does not fit. */
export function castScalar(value: string, cast: Cast): Pick<ScalarNode, "type" | "value"> | undefined {
  if (cast === "bool") {
    const word = value.toLowerCase();
    if (["true", "y", "yes", "on"].includes(word)) return { type: "bool", value: true };
    if (["false", "n", "no", "off"].includes(word)) return { type: "bool", value: false };
    return undefined;
  }
  if (cast === "int") {
    if (!/^[+-]?\d+$/.test(value)) return undefined;
    const whole = BigInt(value.replace(/^\+/, ""));
    if (BigInt.asIntN(64, whole) !== whole) return undefined;
    return { type: "int", value: BigInt.asIntN(54, whole) === whole ? Number(whole) : whole };
  }
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) return undefined;
  return { type: "float", value: Number(value) };
}
