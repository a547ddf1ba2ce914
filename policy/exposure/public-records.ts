import { publicRecords as rule } from "../../src/rules/exposure/public-records.ts";
import { sitePolicy } from "../house-policy.ts";

export const publicRecords = sitePolicy(
  {
    name: "public-records",
    description:
      "Only public services have a DNS record in the public zone, one that points at their node, because a name is an invitation to everybody.",
    remediationSteps: "remove the record, or make the service public and give it the name under public_names",
  },
  ({ nodes, records }) => rule(nodes, records),
);
