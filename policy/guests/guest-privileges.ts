import { guestPrivileges as rule } from "../../src/rules/guests/guests.ts";
import { sitePolicy } from "../house-policy.ts";

export const guestPrivileges = sitePolicy(
  {
    name: "guest-privileges",
    description:
      "A Linux container is unprivileged unless its entry gives a reason, because who breaks out of a privileged one is root on the hypervisor.",
    remediationSteps: "make the container unprivileged, or give the reason under privileged",
  },
  ({ hypervisors }) => hypervisors.flatMap((hypervisor) => rule(hypervisor)),
);
