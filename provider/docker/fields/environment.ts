import { CHANGED, UNDECLARED } from "../difference.ts";
import { entriesOf, comparePairs, pairsOf } from "./pairs.ts";
import type { FieldContext, FieldGroup } from "./context.ts";

/** Names whose values are kept back even where git has a literal: somebody may have put the real one in by hand. */
const SENSITIVE = /pass|secret|token|key|credential|auth|private|cert|salt|seed|dsn|url$/i;

/**
 * The environment: what the image sets, what git declares on top, and nothing else. An enforced value is shown only where
 * git has a literal under a harmless name; of every other one, and of what git does not declare, the name alone.
 */
export const environment: FieldGroup = (context) => {
  const { declared, config, image, literal } = context;
  const texts = pairsOf(declared["environment"]);
  const wanted = wantedEnvironment(context);
  const actual = entriesOf(config.Env);
  // Without the image nobody can tell what is extra.
  if (image === undefined) for (const name of actual.keys()) if (!wanted.has(name)) actual.delete(name);
  return comparePairs("environment", declared["environment"], wanted, actual, (name, value, kind) => {
    if (kind === "extra" || texts.get(name) === UNDECLARED) return UNDECLARED;
    return literal(texts.get(name) ?? null) && !SENSITIVE.test(name) ? value : CHANGED;
  });
};

/** Every variable that the container should have, with its value. Holds secrets. */
export function wantedEnvironment({ service, image, variable }: Pick<FieldContext, "service" | "image" | "variable">): Map<string, string> {
  const wanted = entriesOf(image?.Env);
  for (const [name, value] of pairsOf(service["environment"])) {
    // A name without a value takes it from the env file; where that has none, the variable is not set at all.
    const text = value ?? variable(name);
    if (text === undefined) wanted.delete(name);
    else wanted.set(name, text);
  }
  return wanted;
}
