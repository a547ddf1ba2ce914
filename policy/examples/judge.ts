import { unknownCheckingProxy, type ResourceValidation, type ResourceValidationArgs, type StackValidationArgs } from "@pulumi/policy";

import type { HousePolicy } from "../house-policy.ts";
import { policies } from "../pack.ts";
import { rememberStack } from "../stack.ts";
import type { ExampleResource, Fleet } from "./fleet.ts";

/** What one policy said about a fleet. */
export interface Sentence {
  readonly policy: string;
  readonly message: string;
  /** The name of the resource it is about; undefined for the stack itself. */
  readonly about: string | undefined;
  /** Set when the policy could not decide, and has to wait for the update. */
  readonly undecided?: true;
}

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
  for (const policy of policies) said.push(...(await ask(policy, handedOut, config[policy.name] ?? {})));
  return said;
}

type HandedOut = ReturnType<typeof handOut>;

/** Exported by the SDK, though not by its types. */
const proxy = unknownCheckingProxy as (props: object) => object;

function handOut({ type, name, props, opts }: ExampleResource) {
  return { type, name, urn: `urn:pulumi:all::homelab::${type}::${name}`, props: proxy(props), opts };
}

async function ask(policy: HousePolicy, resources: readonly HandedOut[], config: object): Promise<Sentence[]> {
  const said: Sentence[] = [];
  const day = Object.hasOwn(policy.options ?? {}, "today") ? { today: exampleDay } : {};
  const getConfig = () => ({ ...day, ...config });
  const run = async (about: string | undefined, validate: (report: (message: string, urn?: string) => void) => unknown) => {
    const report = (message: string, urn?: string) => said.push({ policy: policy.name, message, about: urn?.split("::").at(-1) ?? about });
    try {
      await validate(report);
    } catch (error) {
      // The SDK turns exactly this error into advice, and every other one into a failure of the pack.
      if (!(error instanceof Error) || error.constructor.name !== "UnknownValueError") throw error;
      said.push({ policy: policy.name, message: error.message, about, undecided: true });
    }
  };
  if ("validateStack" in policy) {
    await run(undefined, (report) => policy.validateStack({ resources, getConfig } as unknown as StackValidationArgs, report));
  } else {
    const validate = policy.validateResource as ResourceValidation;
    for (const resource of resources) {
      await run(resource.name, (report) => validate({ ...resource, getConfig } as unknown as ResourceValidationArgs, report));
    }
  }
  return said;
}
