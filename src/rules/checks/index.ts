import type { InventoryParts } from "../../inventory/load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { checkBackupSets } from "../../inventory/checks/backup-sets.ts";
import { checkComposeServiceNames } from "../../inventory/checks/compose-service-names.ts";
import { checkContainerNames } from "./container-names.ts";
import { checkDependencies } from "./dependencies.ts";
import { checkDependencyCycles } from "../../inventory/checks/dependency-cycles.ts";
import { checkExposure } from "../../inventory/checks/exposure.ts";
import { checkGuests } from "./guests.ts";
import { checkHostPorts } from "./host-ports.ts";
import { checkNames } from "../../inventory/checks/names.ts";
import { checkOwners } from "../../inventory/checks/owner.ts";
import { checkPersistence } from "./persistence.ts";
import { checkPlacement } from "../../inventory/checks/placement.ts";
import { checkPublicNames } from "../../inventory/checks/public-names.ts";
import { checkSecrets } from "./secrets.ts";
import { checkShared } from "../../inventory/checks/shared.ts";
import { checkVariableDefaults } from "../../inventory/checks/variable-defaults.ts";
import { checkVariables } from "../../inventory/checks/variables.ts";

/** A check across files: what it is given is read already, and it says everything that does not fit together. */
export type Check = (parts: InventoryParts) => Problem[];

const checks: readonly Check[] = [
  checkOwners,
  checkDependencies,
  checkDependencyCycles,
  checkVariables,
  checkVariableDefaults,
  checkSecrets,
  checkComposeServiceNames,
  checkPersistence,
  checkShared,
  checkContainerNames,
  checkHostPorts,
  checkExposure,
  checkPublicNames,
  checkPlacement,
  checkBackupSets,
  checkGuests,
  checkNames,
];

/** Every check across files. */
export function checkInventory(parts: InventoryParts): Problem[] {
  return checks.flatMap((check) => check(parts));
}
