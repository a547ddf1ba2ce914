import type { InventoryParts } from "../load/parts.ts";
import type { Problem } from "../problem.ts";
import { checkBackupSets } from "./backup-sets.ts";
import { checkComposeServiceNames } from "./compose-service-names.ts";
import { checkContainerNames } from "./container-names.ts";
import { checkDependencies } from "./dependencies.ts";
import { checkDependencyCycles } from "./dependency-cycles.ts";
import { checkExposure } from "./exposure.ts";
import { checkGuests } from "./guests.ts";
import { checkHostPorts } from "./host-ports.ts";
import { checkNames } from "./names.ts";
import { checkOwners } from "./owner.ts";
import { checkPersistence } from "./persistence.ts";
import { checkPlacement } from "./placement.ts";
import { checkPublicNames } from "./public-names.ts";
import { checkSecrets } from "./secrets.ts";
import { checkVariableDefaults } from "./variable-defaults.ts";
import { checkVariables } from "./variables.ts";

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
