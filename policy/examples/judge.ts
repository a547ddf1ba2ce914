import { unknownCheckingProxy } from "@pulumi/policy";

import { askPolicy, type Sentence } from "../ask.ts";
import { policies } from "../pack.ts";
import { rememberStack } from "../stack.ts";
import type { ExampleResource, Fleet } from "./fleet.ts";

/** The day on which the examples are judged. */
export const exampleDay = "2026-11-21";

/**
 * Everything the pack says about a fleet, through the SDK's own proxies, one policy after the other as the engine asks them.
 * @param config Options of policies by name. @default none
 */
export async function judgeFleet(fleet: Fleet, config: Readonly<Record<string, object>> = {}): Promise<Sentence[]> {
  rememberStack({ name: "all", settings: fleet.settings });
  const handedOut = fleet.resources.map(handOut);
  const said: Sentence[] = [];
  for (const policy of policies) {
    const day = Object.hasOwn(policy.options ?? {}, "today") ? { today: exampleDay } : {};
    said.push(...(await askPolicy(policy, handedOut, { ...day, ...config[policy.name] })));
  }
  return said;
}

/** Exported by the SDK, though not by its types. */
const proxy = unknownCheckingProxy as (props: object) => object;

function handOut({ type, name, props, opts }: ExampleResource) {
  return { type, name, urn: `urn:pulumi:all::homelab::${type}::${name}`, props: proxy(props), opts };
}
