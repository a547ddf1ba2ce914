import type { Violation } from "../preview/plan.ts";

/** How the SDK begins what it says for a policy that met a value which the preview does not know. */
const WAITS = /^can't run policy '([^']+)'.* during preview: (.*)$/s;

/**
 * The policies that could not judge, each with the value that it waits for. A preview calls that advice, since an update asks again;
 * the update of a plan asks no policy, so there it is a refusal.
 */
export function undecidedPolicies(violations: readonly Pick<Violation, "message" | "urn">[]): string[] {
  const found = violations.flatMap(({ message, urn }) => {
    const [, policy, value] = WAITS.exec(message) ?? [];
    if (policy === undefined || value === undefined) return [];
    const about = urn?.split("::").slice(3).join("::") ?? "";
    return [`${policy}${about === "" ? "" : `, about ${about}`}: ${value.split("\n")[0] ?? ""}`];
  });
  return [...new Set(found)].sort();
}
