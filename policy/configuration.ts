import type { PolicyPackConfig } from "@pulumi/policy";

import { ProblemError, type Problem } from "../compose/problem.ts";
import { suggest } from "../compose/suggest.ts";
import type { HousePolicy } from "./house-policy.ts";
import { unfit } from "./option-schema.ts";

/** What a policy is set to: its level and its options. */
type Setting = Readonly<Record<string, unknown>> & { readonly enforcementLevel?: Level };

/** `policy/policy-config.json`: levels and bounds, for every stack and for single ones. */
export interface Configuration {
  readonly $schema?: string;
  /** For every stack. */
  readonly policies?: Readonly<Record<string, Setting>>;
  /** For one stack; what stands here goes before what stands above, option by option. */
  readonly stacks?: Readonly<Record<string, Readonly<Record<string, Setting>>>>;
}

export const levels = ["advisory", "mandatory", "disabled"] as const;
type Level = (typeof levels)[number];

/** Where the configuration stands in git. */
export const configurationFile = "policy/policy-config.json";

/**
 * The settings of one stack, in the SDK's form. Every policy has its level there: the SDK sends options without a level as
 * advisory (tried with 1.21.0), and a bound that somebody set would take the teeth out of its policy.
 */
export function configurationOf(
  { policies: everywhere = {}, stacks = {} }: Configuration,
  stack: string,
  policies: readonly Pick<HousePolicy, "name" | "enforcementLevel">[],
): PolicyPackConfig {
  const own = (Object.hasOwn(stacks, stack) ? stacks[stack] : undefined) ?? {};
  return Object.fromEntries(
    policies.map(({ name, enforcementLevel = "mandatory" }) => [name, { enforcementLevel, ...everywhere[name], ...own[name] }]),
  );
}

/**
 * The configuration in a text.
 * @throws ProblemError with everything that is wrong with it: no JSON, an unknown key, policy, level or option, a value out of bounds.
 */
export function readConfiguration(text: string, policies: readonly HousePolicy[]): Configuration {
  const problems: Problem[] = [];
  const value = parse(text, problems);
  if (problems.length === 0) checkConfiguration(value, policies, problems);
  if (problems.length > 0) throw new ProblemError(problems);
  return value as Configuration;
}

function parse(text: string, problems: Problem[]): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    problems.push(problem("", `is no JSON: ${error instanceof Error ? error.message : String(error)}`));
    return undefined;
  }
}

function checkConfiguration(value: unknown, policies: readonly HousePolicy[], problems: Problem[]): void {
  const keys = ["$schema", "policies", "stacks"];
  for (const [key, part] of entries(value, "", problems)) {
    if (!keys.includes(key)) problems.push(unknownName(key, "", "key", keys));
    else if (key === "policies") checkSettings(part, "policies", policies, problems);
    else if (key === "stacks") {
      for (const [stack, settings] of entries(part, "stacks", problems)) checkSettings(settings, `stacks.${stack}`, policies, problems);
    }
  }
}

function checkSettings(value: unknown, path: string, policies: readonly HousePolicy[], problems: Problem[]): void {
  const byName = new Map(policies.map((policy) => [policy.name, policy]));
  for (const [name, setting] of entries(value, path, problems)) {
    const policy = byName.get(name);
    if (policy === undefined) problems.push(unknownName(name, path, "policy", [...byName.keys()]));
    else checkSetting(setting, `${path}.${name}`, policy, problems);
  }
}

function checkSetting(value: unknown, path: string, policy: HousePolicy, problems: Problem[]): void {
  const options = policy.options ?? {};
  for (const [key, given] of entries(value, path, problems)) {
    const schema = key === "enforcementLevel" ? undefined : options[key];
    if (key === "enforcementLevel") {
      if (!(levels as readonly unknown[]).includes(given))
        problems.push({ ...problem(`${path}.${key}`, `is ${JSON.stringify(given)}`), allowed: levels.join(", ") });
    } else if (schema === undefined) problems.push(unknownName(key, path, "option", ["enforcementLevel", ...Object.keys(options)]));
    else {
      const wrong = unfit(given, schema);
      if (wrong !== undefined) problems.push(problem(`${path}.${key}`, wrong));
    }
  }
}

function entries(value: unknown, path: string, problems: Problem[]): [string, unknown][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
  problems.push(problem(path, "is not a mapping"));
  return [];
}

function unknownName(name: string, path: string, what: string, allowed: readonly string[]): Problem {
  const suggestion = suggest(name, allowed);
  return {
    ...problem(path, `there is no ${what} ${name}`),
    allowed: allowed.join(", "),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function problem(path: string, message: string): Problem {
  return { place: { file: configurationFile }, path, message };
}
