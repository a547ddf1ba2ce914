import { backupSets as rule, requiredBackupSets, type BackupSetsOptions } from "../../src/rules/chelsty/backup-sets.ts";
import { sitePolicy } from "../house-policy.ts";

export const backupSets = sitePolicy<BackupSetsOptions>(
  {
    name: "backup-sets",
    description:
      "CHELSTY declares the four backup sets that bring the cottage back, each critical and not empty, because what nobody declared nobody saves.",
    remediationSteps: "declare the set under persistence.backup_sets of the service, with critical: true",
    options: {
      required: {
        type: "object",
        additionalProperties: { type: "array", items: { type: "string", minLength: 1 } },
        description: "The sets that a site must have, by site.",
        default: Object.fromEntries(Object.entries(requiredBackupSets).map(([site, sets]) => [site, [...sets]])),
      },
    },
  },
  ({ nodes }, options) => rule(nodes, options),
);
