import { hypervisorBudget as rule } from "../../src/rules/guests/budget.ts";
import { sitePolicy } from "../house-policy.ts";

export const hypervisorBudget = sitePolicy(
  {
    name: "hypervisor-budget",
    description:
      "The guests of a hypervisor fit into its memory, its cores and its storages, beside its reserve and its own containers, because the kernel kills a guest that does not fit.",
    remediationSteps: "make a guest smaller, or correct the hypervisor's capabilities",
  },
  ({ hypervisors }) => hypervisors.flatMap((hypervisor) => rule(hypervisor)),
);
