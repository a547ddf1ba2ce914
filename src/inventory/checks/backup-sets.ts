import type { InventoryParts, ServiceParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { Contract } from "../schema/index.ts";
import { suggest } from "../../../compose/suggest.ts";
import { inContract } from "./contract-place.ts";

/** Every path that is saved belongs to a declared set, every set has something in it, every device exists. (D4.) */
export function checkBackupSets(parts: InventoryParts): Problem[] {
  return [...parts.services.values()].flatMap((service) => {
    const persistence = service.contract?.persistence;
    if (persistence === undefined) return [];
    return [
      ...undeclared(service, persistence),
      ...persistence.backup_sets.flatMap((_, index) => [
        ...checkSet(service, persistence, index),
        ...checkDevice(parts, service, persistence, index),
      ]),
    ];
  });
}

type Persistence = Contract["persistence"];

function undeclared(service: ServiceParts, persistence: Persistence): Problem[] {
  const names = persistence.backup_sets.map(({ name }) => name);
  return persistence.paths.flatMap(({ backup }, index) => {
    if (backup === false || names.includes(backup)) return [];
    const suggestion = suggest(backup, names);
    return [
      {
        ...inContract(service, ["persistence", "paths", index, "backup"]),
        message: `there is no backup set ${backup} in this contract`,
        allowed: [...names, "false"].join(", "),
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    ];
  });
}

function checkSet(service: ServiceParts, { backup_sets, paths }: Persistence, index: number): Problem[] {
  const set = backup_sets[index];
  if (set === undefined) return [];
  const where = inContract(service, ["persistence", "backup_sets", index, "name"]);
  if (backup_sets.findIndex(({ name }) => name === set.name) !== index) {
    return [{ ...where, message: `the backup set ${set.name} is declared twice` }];
  }
  if (set.device !== undefined || paths.some(({ backup }) => backup === set.name)) return [];
  return [{ ...where, message: `the backup set ${set.name} is empty`, fix: `name it as the backup of a path, or remove it` }];
}

function checkDevice(parts: InventoryParts, service: ServiceParts, { backup_sets }: Persistence, index: number): Problem[] {
  const device = backup_sets[index]?.device;
  if (device === undefined) return [];
  return parts.deployments.flatMap(({ node, service: deployed }) => {
    const known = node.capabilities?.devices.map(({ name }) => name);
    if (deployed !== service || known === undefined || known.includes(device)) return [];
    const suggestion = suggest(device, known);
    return [
      {
        ...inContract(service, ["persistence", "backup_sets", index, "device"]),
        message: `${node.name} has no device ${device} in its capabilities`,
        allowed: known.length === 0 ? "none, it has no devices" : known.join(", "),
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    ];
  });
}
