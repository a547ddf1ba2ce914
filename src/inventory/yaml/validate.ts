import type { core, z } from "zod";
import type { Problem } from "../../../compose/problem.ts";
import { suggest } from "../../../compose/suggest.ts";
import { formatPath, type DataPath } from "../../../compose/data-path.ts";
import type { YamlFile } from "./document.ts";
import { expectation, issueText, showValue } from "./issue-text.ts";
import { allowedKeys } from "./schema-keys.ts";

/** What a schema made of a file: its typed value, unless something is wrong with it. */
export interface Validated<T> {
  /**
   * The value, given when nothing is wrong with it, and also when unknown keys are all that is wrong: then it is the
   * value without them, so that the checks across files still see the rest.
   */
  readonly value?: T;
  readonly problems: readonly Problem[];
}

/** Checks a file against its schema; every problem carries the place of the node it is about. */
export function validate<S extends z.ZodType>(parsed: YamlFile, schema: S): Validated<z.infer<S>> {
  const result = schema.safeParse(parsed.value);
  if (result.success) return { value: result.data, problems: [] };
  const issues = result.error.issues.flatMap((issue) => settle(issue));
  const problems = withoutEchoes(issues.flatMap((issue) => describe(issue, parsed, schema)));
  const rest = issues.every((issue) => issue.code === "unrecognized_keys") ? schema.safeParse(without(parsed.value, issues)) : undefined;
  return rest?.success === true ? { value: rest.data, problems } : { problems };
}

/**
 * A union that failed deeper inside one of its options is reported as that option's own issues, since a person who
 * wrote a mapping meant the option that takes one.
 */
export function settle(issue: core.$ZodIssue): core.$ZodIssue[] {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
  const deeper = issue.errors.filter((option) => option.every((inner) => inner.path.length > 0));
  const best = deeper.sort((a, b) => a.length - b.length)[0];
  if (best === undefined) return [issue];
  return best.flatMap((inner) => settle({ ...inner, path: [...issue.path, ...inner.path] }));
}

function describe(issue: core.$ZodIssue, parsed: YamlFile, schema: core.$ZodType): Problem[] {
  const path = issue.path as DataPath;
  if (issue.code === "unrecognized_keys") {
    const allowed = allowedKeys(schema, path, parsed.value);
    return issue.keys.map((key) => unknownKey(parsed, [...path, key], allowed));
  }
  if (issue.code === "invalid_key") {
    const text = issue.issues.map((inner) => issueText(inner)).join("; ");
    return [{ place: parsed.placeOfKey(path), path: formatPath(path), message: `the key ${showValue(path.at(-1) ?? "")} ${text}` }];
  }
  const found = valueAt(parsed.value, path);
  if (found === undefined) return [missing(issue, parsed, path)];
  const wanted = expectation(issue);
  const suggestion = typeof found === "string" ? suggest(found, wanted.words) : undefined;
  return [
    {
      place: parsed.placeOf(path),
      path: formatPath(path),
      message: found === null ? "is empty" : `${showValue(found)} ${issueText(issue)}`,
      ...(wanted.text === undefined ? {} : { allowed: wanted.text }),
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  ];
}

function unknownKey(parsed: YamlFile, path: DataPath, allowed: readonly string[]): Problem {
  const suggestion = suggest(String(path.at(-1)), allowed);
  return {
    place: parsed.placeOfKey(path),
    path: formatPath(path),
    message: "unknown key",
    allowed: allowed.join(", "),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function missing(issue: core.$ZodIssue, parsed: YamlFile, path: DataPath): Problem {
  const wanted = expectation(issue).text;
  return {
    place: parsed.placeOf(path),
    path: formatPath(path),
    message: "is missing",
    ...(wanted === undefined ? {} : { allowed: wanted }),
  };
}

/** A misspelt key is one mistake: the key that it was meant to be is not reported as missing too. */
function withoutEchoes(problems: readonly Problem[]): Problem[] {
  const meant = new Set(
    problems
      .filter((problem) => problem.message === "unknown key" && problem.suggestion !== undefined)
      .map((problem) => siblingPath(problem.path, problem.suggestion ?? "")),
  );
  return problems.filter((problem) => problem.message !== "is missing" || !meant.has(problem.path));
}

function siblingPath(path: string, key: string): string {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf(".")));
  return parent === "" ? key : `${parent}.${key}`;
}

function without(value: unknown, issues: readonly core.$ZodIssue[]): unknown {
  const copy = structuredClone(value);
  for (const issue of issues) {
    const mapping = valueAt(copy, issue.path as DataPath) as Record<string, unknown>;
    for (const key of issue.code === "unrecognized_keys" ? issue.keys : []) Reflect.deleteProperty(mapping, key);
  }
  return copy;
}

function valueAt(value: unknown, path: DataPath): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}
