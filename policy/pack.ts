import type { Policies } from "@pulumi/policy";

import { noUsbCoordinator } from "./policies/devices/no-usb-coordinator.ts";
import { memoryBudget } from "./policies/memory/memory-budget.ts";
import { memoryLimitRequired } from "./policies/memory/memory-limit-required.ts";
import { oomScoreAdj } from "./policies/protection/oom-score-adj.ts";

/** The name under which the engine shows the pack. */
export const packName = "homelab";

/** Every policy of the pack; `policies/<topic>/<name>.ts` holds each. */
export const policies: Policies = [memoryBudget, memoryLimitRequired, oomScoreAdj, noUsbCoordinator];
