import { inspect } from "node:util";
import type { DiagnosticEvent } from "../../preview/events.ts";
import { pulumi } from "./sdk.ts";

/**
 * An error that ended a program, as the language host tells it to the engine: a `RunError` by its message alone, a `ResourceError`
 * at its resource, anything else in a frame with its stack trace.
 */
export async function failureEvent(error: unknown): Promise<DiagnosticEvent> {
  if (pulumi.RunError.isInstance(error)) return { message: error.message, severity: "error" };
  if (pulumi.ResourceError.isInstance(error)) {
    const urn = await urnOf(error.resource);
    return { message: error.hideStack ? error.message : inspect(error), severity: "error", ...(urn === undefined ? {} : { urn }) };
  }
  return { message: `Running program 'src/index.ts' failed with an unhandled exception:\n${inspect(error)}`, severity: "error" };
}

/** The URN of a resource, or undefined when it was refused one. */
async function urnOf(resource: { readonly urn: unknown } | undefined): Promise<string | undefined> {
  const urn = resource?.urn as { promise(): Promise<string> } | undefined;
  return urn?.promise().catch(() => undefined);
}
