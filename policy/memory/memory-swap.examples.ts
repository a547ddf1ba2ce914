import type { Example } from "../examples/example.ts";
import { mebibytes } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "npm may swap on a node without swap",
    change: (fleet) => (fleet.container("VPS", "npm")["memswap_limit"] = mebibytes(256)),
    says: "has a memswap_limit of 256 MiB, but VPS has no swap",
  },
  { when: "swap is unlimited", change: (fleet) => (fleet.container("VPS", "npm")["memswap_limit"] = "-1"), says: "unlimited (-1)" },
  {
    when: "the two together are less than the memory alone",
    change: (fleet) => (fleet.container("SOLARIA", "ollama")["memswap_limit"] = mebibytes(64)),
    says: "below its mem_limit, so the engine refuses",
  },
];
