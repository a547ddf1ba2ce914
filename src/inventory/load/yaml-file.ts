import type { z } from "zod";
import type { Problem } from "../../../compose/problem.ts";
import { parseYaml, validate, type YamlFile } from "../yaml/index.ts";
import type { Checkout } from "./checkout.ts";

/** A YAML file with what its schema made of it; `value` is left out when it is not what the schema asks for. */
export interface LoadedYaml<T> {
  readonly parsed?: YamlFile;
  readonly value?: T;
}

/** Reads, parses and checks one YAML file that must be there. */
export function loadYaml<S extends z.ZodType>(checkout: Checkout, path: string, schema: S, problems: Problem[]): LoadedYaml<z.infer<S>> {
  const file = checkout.read(path, problems);
  if (file === undefined) return {};
  const { parsed, problems: syntax } = parseYaml(path, file.text);
  problems.push(...syntax);
  if (parsed === undefined) return {};
  const { value, problems: wrong } = validate(parsed, schema);
  problems.push(...wrong);
  return { parsed, ...(value === undefined ? {} : { value }) };
}

/** The keys of a mapping inside a file that may have failed its schema; none when there is no mapping. */
export function rawKeys(parsed: YamlFile | undefined, key: string): string[] {
  const root = parsed?.value as Record<string, unknown> | undefined;
  const mapping = root?.[key];
  return typeof mapping === "object" && mapping !== null && !Array.isArray(mapping) ? Object.keys(mapping) : [];
}

/** A value inside a file that may have failed its schema. */
export function rawValue(parsed: YamlFile | undefined, ...path: readonly string[]): unknown {
  let value: unknown = parsed?.value;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}
