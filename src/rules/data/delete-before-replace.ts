import type { Problem } from "../../../compose/problem.ts";
import { lossOf } from "./stateful-types.ts";

/** A resource as far as this rule needs it. */
export interface ReplacedResource {
  readonly type: string;
  readonly name: string;
  readonly deleteBeforeReplace: boolean;
}

/**
 * Nothing that holds something is deleted before its replacement is there. Together with an import it is worse: what is to be
 * adopted differs in one place, and is deleted for it.
 */
export function deleteBeforeReplace(resources: readonly ReplacedResource[]): Problem[] {
  return resources.flatMap(({ type, name, deleteBeforeReplace: first }): Problem[] => {
    const loss = lossOf(type);
    if (!first || loss === undefined) return [];
    return [
      {
        path: name,
        message: `${name} would be deleted before its replacement exists, and with it ${loss}`,
        fix: "remove deleteBeforeReplace",
      },
    ];
  });
}
