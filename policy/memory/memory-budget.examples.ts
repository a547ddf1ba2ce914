import type { Example } from "../examples/example.ts";
import { mebibytes } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "outline's limit is raised past the node's budget",
    change: (fleet) => (fleet.container("VPS", "outline")["mem_limit"] = mebibytes(2800)),
    says: "add up to 3312 MiB, 112 MiB over its budget",
  },
  {
    when: "three copies of one container are asked for",
    change: (fleet) => Object.assign(fleet.container("VPS", "outline"), { mem_limit: mebibytes(1000), scale: 3 }),
    says: "3 × outline 3000 MiB",
  },
  {
    when: "a node without a stated budget runs out of total minus reserve",
    change: (fleet) => (fleet.container("SOLARIA", "ollama")["mem_limit"] = mebibytes(3297)),
    says: "allowed: at most 3296 MiB",
  },
];
