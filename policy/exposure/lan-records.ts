import { lanRecords as rule } from "../../src/rules/exposure/lan-records.ts";
import { sitePolicy } from "../house-policy.ts";

export const lanRecords = sitePolicy(
  {
    name: "lan-records",
    description:
      "A name on a site's own DNS server is for a service of the class lan and points into a local network, because what looks like home must be at home.",
    remediationSteps: "name it under names of the service in guests.yaml, and point it at the guest",
  },
  ({ lanRecords }) => rule(lanRecords),
);
