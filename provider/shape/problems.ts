import type { Problem } from "../../compose/problem.ts";
import { suggest } from "../../compose/suggest.ts";
import { formatPath } from "../rpc/property-path.ts";
import type { PropertyPath } from "../rpc/property-path.ts";
import { isList, isMap, Marked, Secret, Unknown } from "../rpc/property-value.ts";
import type { PropertyMap, PropertyValue } from "../rpc/property-value.ts";
import type { ChoiceShape, MapShape, NumberShape, ObjectShape, Shape, TextShape } from "./shape.ts";

/**
 * Everything about the value that does not fit the shape, each with its path. What is not known yet fits every shape. A
 * secret is checked like any other value, but never quoted.
 */
export function shapeProblems(value: PropertyValue, shape: Shape, path: PropertyPath = []): Problem[] {
  const problems: Problem[] = [];
  collect({ value, path, secret: false }, shape, problems);
  return problems;
}

interface Spot {
  readonly value: PropertyValue;
  readonly path: PropertyPath;
  readonly secret: boolean;
}

function collect(spot: Spot, shape: Shape, problems: Problem[]): void {
  const { value } = spot;
  if (value instanceof Unknown) return;
  if (value instanceof Secret) {
    collect({ ...spot, value: value.value, secret: true }, shape, problems);
    return;
  }
  switch (shape.kind) {
    case "any":
      if (value instanceof Marked) problems.push(mismatch(spot, "plain JSON", "pass its text instead"));
      return;
    case "flag":
      if (typeof value !== "boolean") problems.push(mismatch(spot, "true or false"));
      return;
    case "number":
      if (!isWithin(value, shape)) problems.push(mismatch(spot, words(shape)));
      return;
    case "text":
      if (!isText(value, shape)) problems.push(mismatch(spot, shape.allowed));
      return;
    case "choice":
      collectChoice(spot, shape, problems);
      return;
    case "list":
      if (!isList(value)) problems.push(mismatch(spot, words(shape)));
      else value.forEach((item, index) => collect(inside(spot, index, item), shape.of, problems));
      return;
    case "map":
      if (isMap(value)) collectMap(spot, value, shape, problems);
      else problems.push(mismatch(spot, words(shape)));
      return;
    case "object":
      if (isMap(value)) collectObject(spot, value, shape, problems);
      else problems.push(mismatch(spot, words(shape)));
  }
}

function collectChoice(spot: Spot, shape: ChoiceShape, problems: Problem[]): void {
  const fitting = shape.of.find((option) => jsonType(option) === typeOf(spot.value));
  if (fitting !== undefined) collect(spot, fitting, problems);
  else problems.push(mismatch(spot, shape.of.map(words).join(", or ")));
}

function collectMap(spot: Spot, map: PropertyMap, shape: MapShape, problems: Problem[]): void {
  if (shape.filled === true && Object.keys(map).length === 0) problems.push(mismatch(spot, "at least one entry"));
  for (const [key, value] of Object.entries(map)) {
    if (shape.keys !== undefined && !isText(key, shape.keys)) {
      problems.push({
        path: formatPath([...spot.path, key]),
        message: `the key ${quote(key)} does not fit`,
        allowed: shape.keys.allowed,
      });
    }
    collect(inside(spot, key, value), shape.of, problems);
  }
}

function collectObject(spot: Spot, map: PropertyMap, shape: ObjectShape, problems: Problem[]): void {
  const known = Object.keys(shape.fields);
  for (const [key, value] of Object.entries(map)) {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (field !== undefined) {
      if (value !== null || field.required) collect(inside(spot, key, value), field.shape, problems);
    } else if (shape.others?.test(key) !== true) {
      const suggestion = suggest(key, known);
      problems.push({
        path: formatPath([...spot.path, key]),
        message: `the key ${quote(key)} is not known here`,
        allowed: known.join(", "),
        ...(suggestion === undefined ? {} : { suggestion }),
      });
    }
  }
  for (const [key, field] of Object.entries(shape.fields)) {
    if (field.required && !Object.hasOwn(map, key)) {
      problems.push({ path: formatPath([...spot.path, key]), message: "is missing", allowed: words(field.shape) });
    }
  }
}

function inside(spot: Spot, step: string | number, value: PropertyValue): Spot {
  return { value, path: [...spot.path, step], secret: spot.secret };
}

function mismatch(spot: Spot, allowed: string, fix?: string): Problem {
  const shown = spot.secret ? "the secret value" : show(spot.value);
  const problem = { path: formatPath(spot.path), message: `${shown} does not fit`, allowed };
  return fix === undefined ? problem : { ...problem, fix };
}

/** What a shape accepts, in words. */
function words(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return shape.allowed;
    case "number":
      return `a whole number from ${shape.least} to ${shape.most}`;
    case "flag":
      return "true or false";
    case "list":
      return `a list, each entry ${words(shape.of)}`;
    case "map":
      return `an object, each value ${words(shape.of)}`;
    case "object":
      return `an object with ${Object.keys(shape.fields).join(", ")}`;
    case "choice":
      return shape.of.map(words).join(", or ");
    case "any":
      return "any JSON value";
  }
}

function isText(value: PropertyValue, shape: TextShape): boolean {
  return typeof value === "string" && (shape.pattern === undefined || shape.pattern.test(value));
}

function isWithin(value: PropertyValue, shape: NumberShape): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= shape.least && value <= shape.most;
}

/** The JSON type a shape asks for; undefined for those that ask for none. */
function jsonType(shape: Shape): string | undefined {
  switch (shape.kind) {
    case "text":
      return "string";
    case "flag":
      return "boolean";
    case "map":
    case "object":
      return "object";
    case "number":
    case "list":
      return shape.kind;
    case "any":
    case "choice":
      return undefined;
  }
}

function typeOf(value: PropertyValue): string {
  if (value === null) return "null";
  return isList(value) ? "list" : typeof value;
}

function show(value: PropertyValue): string {
  if (typeof value === "string") return quote(value);
  if (isList(value)) return "a list";
  if (value instanceof Marked) return "an asset or a reference";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** Quoted, and cut where it would fill the screen. */
function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}
