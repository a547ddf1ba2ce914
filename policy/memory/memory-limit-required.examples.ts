import type { Example } from "../examples/example.ts";
import { mebibytes } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "the limit stands only under deploy.resources",
    change: (fleet) => {
      const container = fleet.container("VPS", "npm");
      delete container["mem_limit"];
      container["deploy"] = { resources: { limits: { memory: mebibytes(128) } }, placement: {} };
    },
    says: "only under deploy.resources",
  },
  {
    when: "outline has no limit",
    change: (fleet) => delete fleet.container("VPS", "outline")["mem_limit"],
    says: "outline on VPS has no memory limit",
    also: ["memory-budget"],
  },
  {
    when: "the limit is a variable of the node",
    change: (fleet) => (fleet.container("VPS", "outline")["mem_limit"] = "${LIMIT:-512m}"),
    says: "is the variable ${LIMIT:-512m}",
    also: ["memory-budget"],
  },
];
