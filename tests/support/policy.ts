import { unknownCheckingProxy } from "@pulumi/policy";
import type { ResourceValidation, ResourceValidationArgs, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import type { ResourceValidationPolicy } from "@pulumi/policy";

import { soundCapabilities, soundContainer } from "./inventory.ts";

/** How the engine marks a text that is not known before the update; fixed by its protocol. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Violation {
  readonly message: string;
  readonly urn: string | undefined;
}

/** What became of a policy: what it reported, and the advice the SDK gives when it had to stop at an unknown value. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly advice: string | undefined;
}

export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** The engine's options of the resource. @default none */
  readonly opts?: { readonly protect?: boolean; readonly ignoreChanges?: readonly string[] };
}

/** A project of the VPS with one container of the service's name, 256 MiB. */
export function project(
  service: string,
  over: Readonly<Record<string, unknown>> = {},
  services?: Readonly<Record<string, unknown>>,
): Resource {
  const document = { name: service, services: services ?? { [service]: soundContainer(service) } };
  const props = { node: "VPS", site: "vps", service, project: service, document, contract: { name: service }, ...over };
  return { type: "homelab:compose:Project", name: `VPS/${service}/project`, props };
}

/** The layout of the VPS with its budget of 3200 MiB. */
export function layout(over: Readonly<Record<string, unknown>> = {}): Resource {
  const props = { node: "VPS", site: "vps", folders: {}, capabilities: soundCapabilities, ...over };
  return { type: "homelab:node:Layout", name: "VPS/layout", props };
}

/** Asks a resource policy about one resource, through the SDK's proxy that refuses to hand out unknown values. */
export async function judge(policy: ResourceValidationPolicy, resource: Resource, config: object = {}): Promise<Verdict> {
  return collect(async (report) => {
    const validate = policy.validateResource as ResourceValidation;
    await validate(
      { ...handedOut(resource), opts: {}, stackTags: new Map(), getConfig: () => config } as unknown as ResourceValidationArgs,
      report,
    );
  });
}

/** Asks a stack policy about all resources of a stack. */
export async function judgeStack(policy: StackValidationPolicy, resources: readonly Resource[], config: object = {}): Promise<Verdict> {
  return collect(async (report) => {
    await policy.validateStack({ resources: resources.map(handedOut), getConfig: () => config } as unknown as StackValidationArgs, report);
  });
}

function handedOut({ type, name, props, opts = {} }: Resource) {
  const proxy = unknownCheckingProxy as (props: object) => Record<string, unknown>;
  return { type, name, urn: `urn:pulumi:vps::homelab::${type}::${name}`, props: proxy(props), opts };
}

async function collect(run: (report: (message: string, urn?: string) => void) => Promise<void>): Promise<Verdict> {
  const violations: Violation[] = [];
  try {
    await run((message, urn) => violations.push({ message, urn }));
    return { violations, advice: undefined };
  } catch (error) {
    // The SDK turns exactly this error into advice and every other one into a failure of the pack.
    if (error instanceof Error && error.constructor.name === "UnknownValueError") return { violations, advice: error.message };
    throw error;
  }
}
