import { topics } from "../pack.ts";
import type { Example } from "./example.ts";

/** The examples of each policy, by its name; the first one of each stands in `docs/policies.md`. */
export const examples: Readonly<Record<string, readonly Example[]>> = Object.fromEntries(
  await Promise.all(
    Object.entries(topics).flatMap(([topic, policies]) =>
      policies.map(async ({ name }) => {
        const file = (await import(`../${topic}/${name}.examples.ts`)) as { examples: readonly Example[] };
        return [name, file.examples] as const;
      }),
    ),
  ),
);
