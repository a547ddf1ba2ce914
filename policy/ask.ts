import type { ResourceValidation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";

import type { HousePolicy } from "./house-policy.ts";
import type { StackResource } from "./site.ts";

/** One sentence of a policy, as it hands it to the SDK. */
export interface Sentence {
  readonly policy: string;
  readonly message: string;
  /** The name of the resource it is about; undefined for the stack itself. */
  readonly about: string | undefined;
  /** Set when the policy could not decide, and has to wait for the update. */
  readonly undecided?: true;
}

/** A resource that a policy is asked about, with its name. */
export interface NamedResource extends StackResource {
  readonly name: string;
}

/**
 * Asks one policy about all resources of a stack, as the SDK does it: about each of them, or about all of them together.
 * @param options what the policy is set to
 */
export async function askPolicy(policy: HousePolicy, resources: readonly NamedResource[], options: object): Promise<Sentence[]> {
  const said: Sentence[] = [];
  const getConfig = () => options;
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
