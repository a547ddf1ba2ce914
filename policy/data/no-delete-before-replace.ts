import { deleteBeforeReplace } from "../../src/rules/data/delete-before-replace.ts";
import { sitePolicy } from "../house-policy.ts";

export const noDeleteBeforeReplace = sitePolicy(
  {
    name: "no-delete-before-replace",
    description:
      "No volume, guest or name is deleted before its replacement exists, because an import that differs in one place would delete what it is to adopt.",
    remediationSteps: "remove deleteBeforeReplace",
  },
  ({ stateful }) => deleteBeforeReplace(stateful),
);
