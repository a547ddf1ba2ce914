import { dataPathsStay as rule } from "../../src/rules/data/data-paths.ts";
import { projectPolicy } from "../house-policy.ts";

export const dataPathsStay = projectPolicy(
  {
    name: "data-paths-stay",
    description:
      "Data is mounted from the folder or external volume that the contract declares, because from any other one the service starts without its data.",
    remediationSteps: "put the source back; moving data needs a migration plan of its own",
  },
  rule,
);
