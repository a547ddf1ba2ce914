import { uniqueGuestNumbers } from "../../src/rules/guests/guests.ts";
import { sitePolicy } from "../house-policy.ts";

export const guestNumbers = sitePolicy(
  {
    name: "guest-numbers",
    description: "Every guest of a hypervisor has a number of its own, because Proxmox VE would take one guest for the other.",
    remediationSteps: "give one of them another vmid",
  },
  ({ hypervisors }) => hypervisors.flatMap((hypervisor) => uniqueGuestNumbers(hypervisor)),
);
