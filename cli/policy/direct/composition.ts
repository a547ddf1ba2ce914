import type { PropertyMap } from "../../../provider/rpc/property-value.ts";
import type { DiagnosticEvent } from "../../preview/events.ts";

/** The stack that a program is run for. */
export interface ComposedStack {
  readonly project: string;
  readonly name: string;
  /** By their full key (`homelab:publicZoneId`); what is no text is JSON. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A resource as the program asked for it and its provider let it pass. */
export interface ComposedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The parent's URN; empty for the stack itself. */
  readonly parent: string;
  readonly inputs: PropertyMap;
  /** What there would be after the update, as far as a preview knows: a component says it itself, at the end. */
  outputs: PropertyMap;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** Undefined where the program says nothing. */
  readonly deleteBeforeReplace: boolean | undefined;
  readonly additionalSecretOutputs: readonly string[];
  /** The provider's URN; undefined for components and providers. */
  readonly provider: string | undefined;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: ReadonlyMap<string, readonly string[]>;
}

/** What came of running a program for one stack. */
export interface Composition {
  readonly stack: ComposedStack;
  /** In the order of registration, the stack itself first. */
  readonly resources: readonly ComposedResource[];
  /** What the program, its providers and the SDK said; with an error among it, the stack is not whole. */
  readonly diagnostics: readonly DiagnosticEvent[];
}

/** Whether everything that the program wanted to say is there. */
export function isWhole({ diagnostics }: Composition): boolean {
  return diagnostics.every(({ severity }) => severity !== "error");
}
