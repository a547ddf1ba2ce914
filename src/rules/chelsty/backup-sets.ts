import type { Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import type { NodeProjects } from "../node-facts.ts";
import { holdsUnknown, inContract, list, mapping, text, undecided } from "../parts.ts";

export interface BackupSetsOptions {
  /** The sets that a site must have, by site; each is critical and has something in it. */
  readonly required?: Readonly<Record<string, readonly string[]>>;
}

/** The sets without which the cottage could not be brought back. (Seed 000, "Critical backup sets".) */
export const requiredBackupSets: Readonly<Record<string, readonly string[]>> = {
  chelsty: ["homeassistant", "zigbee2mqtt", "mosquitto", "slzb-06u-coordinator"],
};

/** A site declares the backup sets without which it could not be brought back, each critical and with something in it. */
export function backupSets(nodes: readonly NodeProjects[], options: BackupSetsOptions = {}): Problem[] {
  const required = options.required ?? requiredBackupSets;
  return [...Map.groupBy(nodes, ({ site }) => site)].flatMap(([site, members]) => {
    const names = required[site] ?? [];
    if (names.length === 0) return [];
    const projects = members.flatMap((node) => node.projects);
    const sets = projects.flatMap(setsOf);
    const unknownOnes = projects.filter(({ contract }) => holdsUnknown(contract));
    return names.flatMap((name): Problem[] => {
      const found = sets.filter((one) => one.name === name);
      if (found.length > 0) return found.flatMap((set) => check(set));
      if (unknownOnes.length > 0) return [undecided(site, `whether a contract of the site ${site} has the backup set ${name}`)];
      return [missing(site, name)];
    });
  });
}

interface BackupSet {
  readonly project: ProjectFacts;
  readonly index: number;
  readonly name: string;
  readonly critical: boolean;
  readonly filled: boolean;
}

function setsOf(project: ProjectFacts): BackupSet[] {
  const persistence = mapping(mapping(project.contract)["persistence"]);
  const saved = new Set(list(persistence["paths"]).map((path) => mapping(path)["backup"]));
  return list(persistence["backup_sets"]).map((entry, index) => {
    const { name, critical, device } = mapping(entry);
    return { project, index, name: text(name) ?? "", critical: critical === true, filled: saved.has(name) || text(device) !== undefined };
  });
}

function check({ project, index, name, critical, filled }: BackupSet): Problem[] {
  const where = inContract(project, ["persistence", "backup_sets", index]);
  const label = `the backup set ${name} of ${project.service} on ${project.node}`;
  return [
    ...(critical
      ? []
      : [
          {
            ...where,
            message: `${label} is not critical, though the site could not be brought back without it`,
            fix: "write critical: true",
          },
        ]),
    ...(filled
      ? []
      : [{ ...where, message: `${label} is empty`, fix: "name it as the backup of a path, or name the device whose state it holds" }]),
  ];
}

function missing(site: string, name: string): Problem {
  return {
    path: site,
    message: `the site ${site} has no backup set ${name}`,
    fix: "declare it under persistence.backup_sets of the service whose data it is, with critical: true",
  };
}
