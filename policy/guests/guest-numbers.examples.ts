import type { Example } from "../examples/example.ts";
import { machine, set } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a machine and a container share a number",
    change: (fleet) => set(fleet, machine, { vmId: 101 }),
    says: "the vmid 101 of WORK on CORE is taken already by dns",
  },
];
