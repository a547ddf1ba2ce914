import type { Problem } from "../../../compose/problem.ts";
import { dataPathsOf } from "../contract-parts.ts";
import type { NodeProjects } from "../node-facts.ts";
import { holdsUnknown, undecided } from "../parts.ts";
import { isUnknown, type Unknown } from "../unknown.ts";

/** A Docker volume that a stack makes. */
export interface VolumeFacts {
  /** The node on which it is. */
  readonly node: string;
  /** Its full name there. */
  readonly name: string | Unknown;
  /** Does the engine refuse to delete it? */
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
}

/** What Compose and the engine write when they make a volume; a difference there must not end in a replacement. */
const ignored = ["labels", "driver", "driverOpts"];

/**
 * Every data volume that the house manages is in the stack, protected from deletion, and its changes that would replace it
 * are ignored: a replaced volume is an empty database.
 */
export function protectedVolumes(node: NodeProjects, volumes: readonly VolumeFacts[]): Problem[] {
  const here = volumes.filter((volume) => volume.node === node.node);
  const open = here.some(({ name }) => isUnknown(name));
  const seen = new Set<string>();
  return node.projects.flatMap((project) => [
    ...dataPathsOf(project)
      .filter(({ managed, source }) => managed && !seen.has(source) && seen.add(source))
      .flatMap(({ source }): Problem[] => {
        const where = `the data volume ${source} of ${project.service} on ${node.node}`;
        const found = here.find(({ name }) => name === source);
        if (found !== undefined) return check(found, where);
        if (open) return [undecided("persistence", `whether ${where} is in the stack`)];
        return [
          {
            path: source,
            message: `${where} is not in the stack, so nothing protects it`,
            fix: "make it with a DataVolume, or write managed: false",
          },
        ];
      }),
    ...(holdsUnknown(project.contract) ? [undecided("contract", `the contract of ${project.service}`)] : []),
  ]);
}

function check({ protect, ignoreChanges, name }: VolumeFacts, where: string): Problem[] {
  const lacking = ignored.filter((property) => !ignoreChanges.includes(property));
  const path = String(name);
  return [
    ...(protect ? [] : [{ path, message: `${where} is not protected, so a plan may delete it with its data`, fix: "set protect: true" }]),
    ...(lacking.length === 0
      ? []
      : [
          {
            path,
            message: `${where} would be replaced when its ${lacking.join(", ")} differ`,
            fix: `set ignoreChanges: [${ignored.join(", ")}]`,
          },
        ]),
  ];
}
