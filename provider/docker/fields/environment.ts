import { CHANGED, UNDECLARED } from "../difference.ts";
import { entriesOf, comparePairs, pairsOf } from "./pairs.ts";
import type { FieldContext, FieldGroup } from "./context.ts";

/** Names whose values are kept back even where git has a literal: somebody may have put the real one in by hand. */
const SENSITIVE = /pass|secret|token|key|credential|auth|private|cert|salt|seed|dsn|url$/i;

/**
 * The environment: what the image sets, what git declares on top, and nothing else. An enforced value is shown only where
 * git has a literal under a harmless name; of every other one, of what a file says, and of what git does not declare, the name alone.
 */
export const environment: FieldGroup = (context) => {
  const { declared, config, image, literal, files } = context;
  const texts = pairsOf(declared["environment"]);
  const wanted = wantedEnvironment(context);
  const actual = entriesOf(config.Env);
  // Without the image, or with a file that cannot be read, nobody can tell what is extra.
  if (image === undefined || files.unread.length > 0) for (const name of actual.keys()) if (!wanted.has(name)) actual.delete(name);
  const differences = comparePairs("environment", declared["environment"], wanted, actual, (name, value, kind) => {
    if (kind === "extra" || texts.get(name) === UNDECLARED) return UNDECLARED;
    const said = texts.has(name) ? literal(texts.get(name) ?? null) : !files.environment.has(name);
    return said && !SENSITIVE.test(name) ? value : CHANGED;
  });
  return [...files.unread, ...differences];
};

/** Every variable that the container should have, with its value. Holds secrets. */
function wantedEnvironment({ service, image, files, variable }: FieldContext): Map<string, string> {
  const wanted = new Map([...entriesOf(image?.Env), ...files.environment]);
  for (const [name, value] of pairsOf(service["environment"])) {
    // A name without a value takes it from the env file; where that has none, the variable is not set at all.
    const text = value ?? variable(name);
    if (text === undefined) wanted.delete(name);
    else wanted.set(name, text);
  }
  return wanted;
}
