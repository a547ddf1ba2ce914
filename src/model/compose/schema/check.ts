import type { Problem } from "../../problem.ts";
import { suggest } from "../../suggest.ts";
import { formatPath, placeOfKey, placeOfNode } from "../yaml/node.ts";
import type { MappingNode, Path, ScalarNode, SequenceNode, TreeNode } from "../yaml/node.ts";
import type { MapShape, Shape } from "./shape.ts";

/** Checks a tree against a shape; every problem carries the place of the value or of the key. */
export function checkShape(root: TreeNode, shape: Shape, problems: Problem[]): void {
  checkNode(root, shape, [], problems);
}

function checkNode(node: TreeNode, shape: Shape, path: Path, problems: Problem[]): void {
  if (shape.any) return;
  if (node.kind === "mapping") {
    if (shape.map === undefined) report(node, shape, path, problems);
    else checkMapping(node, shape.map, path, problems);
  } else if (node.kind === "sequence") {
    if (shape.list === undefined) report(node, shape, path, problems);
    else checkSequence(node, shape.list, path, problems);
  } else checkScalar(node, shape, path, problems);
}

function checkScalar(node: ScalarNode, shape: Shape, path: Path, problems: Problem[]): void {
  switch (node.type) {
    case "string":
      if (shape.text !== undefined) { checkText(node, shape.text, path, problems); return; }
      break;
    case "int":
    case "float":
      if (shape.number) return;
      if (shape.integer !== undefined && (node.type === "int" || Number.isInteger(node.value))) {
        checkBounds(node, shape.integer, path, problems); return;
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
  report(node, shape, path, problems);
}

function checkText(node: ScalarNode, rule: Exclude<Shape["text"], undefined>, path: Path, problems: Problem[]): void {
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

function checkBounds(node: ScalarNode, rule: Exclude<Shape["integer"], undefined>, path: Path, problems: Problem[]): void {
  if (rule === true) return;
  const value = Number(node.value);
  const low = rule.min ?? -Infinity;
  const high = rule.max ?? Infinity;
  if (value >= low && value <= high) return;
  const allowed = rule.max === undefined ? `${low} or more` : `${low} to ${high}`;
  problems.push({ place: placeOfNode(node), path: formatPath(path), message: `${value} is out of bounds`, allowed });
}

function checkSequence(node: SequenceNode, shape: NonNullable<Shape["list"]>, path: Path, problems: Problem[]): void {
  const seen = shape.unique ? new Map<string, number>() : undefined;
  for (const [index, item] of node.items.entries()) {
    checkNode(item, shape.items, [...path, index], problems);
    if (seen === undefined) continue;
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

function checkMapping(node: MappingNode, shape: MapShape, path: Path, problems: Problem[]): void {
  for (const [key, value] of node.entries) {
    const child = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    if (child !== undefined) checkNode(value, child, [...path, key], problems);
    else if (shape.names?.pattern.test(key)) checkNode(value, shape.names.shape, [...path, key], problems);
    else if (!shape.open && !(shape.extensions !== false && key.startsWith("x-"))) unknownKey(key, value, shape, path, problems);
  }
  for (const key of shape.required ?? []) {
    if (node.entries.has(key)) continue;
    problems.push({ place: placeOfKey(node), path: formatPath(path), message: `${key} is missing`, fix: `add ${key}` });
  }
}

function unknownKey(key: string, value: TreeNode, shape: MapShape, path: Path, problems: Problem[]): void {
  const known = Object.keys(shape.keys);
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

function report(node: TreeNode, shape: Shape, path: Path, problems: Problem[]): void {
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

/** Equal items have equal texts; the order of keys does not matter. */
function canonicalText(node: TreeNode): string {
  if (node.kind === "scalar") {
    return node.type === "string" ? JSON.stringify(node.value) : (node.type === "null" ? "null" : String(node.value));
  }
  if (node.kind === "sequence") return `[${node.items.map(canonicalText).join(",")}]`;
  const entries = [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonicalText(value)}`).join(",")}}`;
}
