import { readFileSync } from "node:fs";
import path from "node:path";

import type { Inventory } from "../src/inventory/inventory.ts";
import { askPolicy, type NamedResource, type Sentence } from "./ask.ts";
import { configurationOf, readConfiguration } from "./configuration.ts";
import { policies } from "./pack.ts";
import { plannedResources } from "./planned.ts";
import { rememberStack, type AskedStack } from "./stack.ts";

/** A violation of a policy, as the pack would report it. */
export interface Violation extends Sentence {
  readonly level: "mandatory" | "advisory";
  readonly description: string;
}

/**
 * What the policies say about a site, asked without Pulumi: its resources are worked out from the inventory, and the policies of
 * the pack are called with them, under the levels and bounds that `policy-config.json` has for the site.
 * @param settings the site's settings by key, without those that are secret
 * @throws ProblemError when `policy-config.json` is wrong
 */
export function checkSite(inventory: Inventory, site: string, settings: AskedStack["settings"]): Promise<Violation[]> {
  return checkResources({ name: site, settings }, plannedResources(inventory, site));
}

/** The same for resources. */
export async function checkResources(stack: AskedStack, resources: readonly NamedResource[], own: Options = {}): Promise<Violation[]> {
  rememberStack(stack);
  const text = readFileSync(path.join(import.meta.dirname, "policy-config.json"), "utf8");
  const configured = configurationOf(readConfiguration(text, policies), stack.name, policies) as Options;
  const said: Violation[] = [];
  for (const policy of policies) {
    const { enforcementLevel, ...options } = { ...defaultsOf(policy.options), ...configured[policy.name], ...own[policy.name] };
    if (enforcementLevel === "disabled") continue;
    const level = enforcementLevel === "advisory" ? "advisory" : "mandatory";
    for (const sentence of await askPolicy(policy, resources, options)) said.push({ ...sentence, level, description: policy.description });
  }
  return said;
}

/** Settings of policies by their names. */
type Options = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The engine fills in what the schema of a policy says where nobody sets anything. */
function defaultsOf(options: Readonly<Record<string, { readonly default?: unknown }>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, schema]) => (schema.default === undefined ? [] : [[name, schema.default]])),
  );
}
