import { protectedGuests as rule } from "../../src/rules/guests/guests.ts";
import { sitePolicy } from "../house-policy.ts";

export const protectedGuests = sitePolicy(
  {
    name: "protected-guests",
    description: "A guest that holds something is protected, because a deleted guest takes its disks with it.",
    remediationSteps: "set protect, or say stateful: false in guests.yaml",
  },
  ({ hypervisors }) => hypervisors.flatMap((hypervisor) => rule(hypervisor)),
);
