import type { z } from "zod";
import type { Problem } from "../../compose/problem.ts";
import { suggest } from "../../compose/suggest.ts";
import { settle, showValue } from "../../src/inventory/yaml/index.ts";
import { formatPath } from "../rpc/property-path.ts";
import type { PropertyPath } from "../rpc/property-path.ts";
import { isList, isMap, Marked, Secret, Unknown } from "../rpc/property-value.ts";
import type { PropertyMap, PropertyValue } from "../rpc/property-value.ts";
import { expected, within } from "./expected.ts";
import { metaOf } from "./types.ts";

/**
 * Everything about the inputs that does not fit the schema, each with its path. What is not known yet fits everything. A
 * secret is checked like any other value, but never quoted.
 */
export function inputProblems(inputs: PropertyMap, schema: z.ZodObject): Problem[] {
  const assets: Problem[] = [];
  const value = plain(inputs, [], assets);
  const { error } = schema.safeParse(value, {
    error: ({ inst }) => (inst === undefined ? undefined : expectedOf(inst as z.core.$ZodType)),
  });
  const issues = (error?.issues ?? []).flatMap(settle).map(fitting);
  return [...issues.flatMap((issue) => problemsOf(issue, inputs, schema)), ...assets];
}

/** Checks of a value have no schema of their own; their message is the one that they were given. */
function expectedOf(inst: z.core.$ZodType): string | undefined {
  return "def" in inst._zod && "type" in inst._zod.def ? expected(inst) : undefined;
}

/** The inputs as zod sees them: without the wrapping of secrets. What is not known yet and what is an asset stay objects. */
function plain(value: PropertyValue, path: PropertyPath, assets: Problem[]): unknown {
  if (value instanceof Secret) return plain(value.value, path, assets);
  if (value instanceof Marked) {
    const message = "an asset or a reference does not fit";
    assets.push({ path: formatPath(path), message, allowed: "plain JSON", fix: "pass its text instead" });
  }
  if (isList(value)) return value.map((item, index) => plain(item, [...path, index], assets));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, [...path, key], assets)]));
}

/** A union is reported as the option that the value has the type of, since that is the one that was meant. */
function fitting(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const meant = issue.errors.map(([first]) => first).find((first) => first !== undefined && first.code !== "invalid_type");
  return meant === undefined ? issue : { ...meant, path: [...issue.path, ...meant.path] };
}

function problemsOf(issue: z.core.$ZodIssue, inputs: PropertyMap, schema: z.ZodObject): Problem[] {
  const steps = issue.path as PropertyPath;
  const path = formatPath(steps);
  const spot = lookUp(inputs, steps);
  if (spot.open) return [];
  if (issue.code === "unrecognized_keys") return unknownKeys(issue.keys, steps, schemaAt(schema, steps));
  if (issue.code === "invalid_key") {
    return [{ path, message: `the key ${showValue(String(steps.at(-1)))} does not fit`, allowed: issue.issues[0]?.message ?? "" }];
  }
  if (spot.value === undefined) return [{ path, message: "is missing", allowed: issue.message }];
  return [{ path, message: `${spot.secret ? "the secret value" : show(spot.value)} does not fit`, allowed: issue.message }];
}

function unknownKeys(keys: readonly string[], path: PropertyPath, schema: z.core.$ZodTypes | undefined): Problem[] {
  const { others } = schema === undefined ? {} : metaOf(schema);
  const known = schema?._zod.def.type === "object" ? Object.keys(schema._zod.def.shape) : [];
  return keys
    .filter((key) => others?.test(key) !== true)
    .map((key): Problem => {
      const suggestion = suggest(key, known);
      return {
        path: formatPath([...path, key]),
        message: `the key ${showValue(key)} is not known here`,
        allowed: known.join(", "),
        ...(suggestion === undefined ? {} : { suggestion }),
      };
    });
}

/** The schema of the value at a path; undefined below a union, none of which has objects of known keys. */
function schemaAt(schema: z.core.$ZodType, [step, ...rest]: PropertyPath): z.core.$ZodTypes | undefined {
  const type = within(schema);
  if (step === undefined) return type;
  const { def } = type._zod;
  const next =
    def.type === "object" ? def.shape[step] : def.type === "array" ? def.element : def.type === "record" ? def.valueType : undefined;
  return next === undefined ? undefined : schemaAt(next, rest);
}

interface Spot {
  readonly value: PropertyValue | undefined;
  /** Whether it lies in a secret. */
  readonly secret: boolean;
  /** Whether nothing can be said about it: it is not known yet, or an asset, which is a problem by itself. */
  readonly open: boolean;
}

function lookUp(inputs: PropertyMap, path: PropertyPath): Spot {
  let value: PropertyValue | undefined = inputs;
  let secret = false;
  for (const step of [undefined, ...path]) {
    if (step !== undefined)
      value = isList(value) ? value[step as number] : isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    for (; value instanceof Secret; value = value.value) secret = true;
    if (value instanceof Unknown || value instanceof Marked) return { value, secret, open: true };
  }
  return { value, secret, open: false };
}

function show(value: PropertyValue): string {
  if (typeof value === "object" && value !== null) return isList(value) ? "a list" : "an object";
  return showValue(value);
}
