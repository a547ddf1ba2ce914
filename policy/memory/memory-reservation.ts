import { memoryReservation as rule } from "../../src/rules/memory/memory-reservation.ts";
import { projectPolicy } from "../house-policy.ts";

export const memoryReservation = projectPolicy(
  {
    name: "memory-reservation",
    description: "A container reserves at most what its limit lets it have, because the engine refuses to make one that reserves more.",
    remediationSteps: "lower the reservation or raise mem_limit",
  },
  rule,
);
