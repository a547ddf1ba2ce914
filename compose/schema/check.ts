import type { Problem } from "../problem.ts";
import { suggest } from "../suggest.ts";
import { formatPath } from "../data-path.ts";
import { placeOfKey, placeOfNode } from "../yaml/node.ts";
import type { MappingNode, PathStack, ScalarNode, SequenceNode, TreeNode } from "../yaml/node.ts";
import type { MapShape, Shape } from "./shape.ts";

/** The mappings and lists that were found right, each with its shape. Nodes never change, so they stay right. */
export type SoundNodes = Map<TreeNode, Shape>;

/**
 * Checks a tree against a shape; every problem carries the place of the value or of the key.
 * @param sound What an earlier check has found right is not looked at again; what this one finds right is added.
 */
export function checkShape(root: TreeNode, shape: Shape, problems: Problem[], sound: SoundNodes = new Map()): void {
  checkNode(root, shape, { path: [], problems, sound });
}

interface Check {
  readonly path: PathStack;
  readonly problems: Problem[];
  readonly sound: SoundNodes;
}

function checkNode(node: TreeNode, shape: Shape, check: Check): void {
  if (shape.any) return;
  if (node.kind === "scalar") {
    checkScalar(node, shape, check);
    return;
  }
  if (check.sound.get(node) === shape) return;
  const before = check.problems.length;
  if (node.kind === "mapping" && shape.map !== undefined) checkMapping(node, shape.map, check);
  else if (node.kind === "sequence" && shape.list !== undefined) checkSequence(node, shape.list, check);
  else report(node, shape, check);
  if (check.problems.length === before) check.sound.set(node, shape);
}

function checkScalar(node: ScalarNode, shape: Shape, check: Check): void {
  switch (node.type) {
    case "string":
      if (shape.text !== undefined) {
        checkText(node, shape.text, check);
        return;
      }
      break;
    case "int":
    case "float":
      if (shape.number) return;
      if (shape.integer !== undefined && (node.type === "int" || Number.isInteger(node.value))) {
        checkBounds(node, shape.integer, check);
        return;
      }
      break;
    case "bool":
      if (shape.boolean) return;
      break;
    case "null":
      if (shape.null) return;
      break;
    default:
      break;
  }
  report(node, shape, check);
}

function checkText(node: ScalarNode, rule: Exclude<Shape["text"], undefined>, { path, problems }: Check): void {
  if (rule === true) return;
  const value = String(node.value);
  if (rule.oneOf !== undefined && !rule.oneOf.includes(value)) {
    const suggestion = suggest(value, rule.oneOf);
    problems.push({
      place: placeOfNode(node),
      path: formatPath(path),
      message: `${JSON.stringify(value)} is not allowed here`,
      allowed: rule.oneOf.join(", "),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  if (rule.pattern !== undefined && !rule.pattern.test(value)) {
    problems.push({
      place: placeOfNode(node),
      path: formatPath(path),
      message: `${JSON.stringify(value)} is not allowed here`,
      allowed: rule.patternHint ?? String(rule.pattern),
    });
  }
}

function checkBounds(node: ScalarNode, rule: Exclude<Shape["integer"], undefined>, { path, problems }: Check): void {
  if (rule === true) return;
  const value = Number(node.value);
  const low = rule.min ?? -Infinity;
  const high = rule.max ?? Infinity;
  if (value >= low && value <= high) return;
  const allowed = rule.max === undefined ? `${low} or more` : `${low} to ${high}`;
  problems.push({ place: placeOfNode(node), path: formatPath(path), message: `${value} is out of bounds`, allowed });
}

function checkSequence({ items }: SequenceNode, shape: NonNullable<Shape["list"]>, check: Check): void {
  let index = 0;
  for (const item of items) {
    check.path.push(index);
    checkNode(item, shape.items, check);
    check.path.pop();
    index += 1;
  }
  if (shape.unique && items.length > 1) checkUnique(items, check);
}

function checkUnique(items: readonly TreeNode[], { path, problems }: Check): void {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const key = canonicalText(item);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else {
      problems.push({
        place: placeOfNode(item),
        path: formatPath([...path, index]),
        message: `the item is the same as item ${first}`,
        allowed: "items that differ",
        fix: "remove one of them",
      });
    }
  }
}

function checkMapping(node: MappingNode, shape: MapShape, check: Check): void {
  const { path, problems } = check;
  for (const [key, value] of node.entries) {
    const child = shape.keys.get(key) ?? (shape.names?.pattern.test(key) ? shape.names.shape : undefined);
    if (child !== undefined) {
      path.push(key);
      checkNode(value, child, check);
      path.pop();
    } else if (!shape.open && !(shape.extensions !== false && key.startsWith("x-"))) unknownKey(key, value, shape, check);
  }
  for (const key of shape.required ?? []) {
    if (node.entries.has(key)) continue;
    problems.push({ place: placeOfKey(node), path: formatPath(path), message: `${key} is missing`, fix: `add ${key}` });
  }
}

function unknownKey(key: string, value: TreeNode, shape: MapShape, { path, problems }: Check): void {
  const known = [...shape.keys.keys()];
  if (known.length === 0) {
    problems.push({
      place: placeOfKey(value),
      path: formatPath([...path, key]),
      message: `${JSON.stringify(key)} is not allowed as a name`,
      allowed: "letters, digits, . _ -",
    });
    return;
  }
  const suggestion = suggest(key, known);
  problems.push({
    place: placeOfKey(value),
    path: formatPath([...path, key]),
    message: `unknown attribute ${JSON.stringify(key)}`,
    // A service has ninety attributes: the whole list would hide the sentence.
    ...(known.length <= 24 ? { allowed: known.join(", ") } : {}),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function report(node: TreeNode, shape: Shape, { path, problems }: Check): void {
  problems.push({
    place: node.kind === "scalar" ? placeOfNode(node) : placeOfKey(node),
    path: formatPath(path),
    message: `${describe(node)} is not allowed here`,
    allowed: describeShape(shape),
  });
}

function describe(node: TreeNode): string {
  if (node.kind === "mapping") return "a mapping";
  if (node.kind === "sequence") return "a list";
  if (node.type === "null") return "an empty value";
  if (node.type === "string") return `the text ${JSON.stringify(node.value)}`;
  if (node.type === "bool") return `the boolean ${String(node.value)}`;
  if (node.type === "time") return `the date ${String(node.value)}`;
  return `the number ${String(node.value)}`;
}

function describeShape(shape: Shape): string {
  const kinds = [
    shape.text === undefined ? undefined : shape.text !== true && shape.text.oneOf ? shape.text.oneOf.join(", ") : "a text",
    shape.number ? "a number" : shape.integer === undefined ? undefined : "a whole number",
    shape.boolean ? "true or false" : undefined,
    shape.list === undefined ? undefined : "a list",
    shape.map === undefined ? undefined : "a mapping",
    shape.null ? "nothing" : undefined,
  ];
  return kinds.filter((kind) => kind !== undefined).join(", ");
}

/** Equal items have equal texts; the order of keys does not matter. Texts go with their length, so that none needs escaping. */
function canonicalText(node: TreeNode): string {
  if (node.kind === "scalar") {
    const value = String(node.value);
    return node.type === "string" ? `"${value.length}:${value}` : value;
  }
  let text = "";
  if (node.kind === "sequence") {
    for (const item of node.items) text += `${canonicalText(item)},`;
    return `[${text}]`;
  }
  for (const key of [...node.entries.keys()].sort()) {
    const value = node.entries.get(key);
    if (value !== undefined) text += `${key.length}:${key}=${canonicalText(value)},`;
  }
  return `{${text}}`;
}
