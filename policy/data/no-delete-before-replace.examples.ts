import type { Example } from "../examples/example.ts";
import { machine } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a guest would be deleted first",
    change: (fleet) => (fleet.resource(machine).opts.deleteBeforeReplace = true),
    says: "CORE/vm/WORK would be deleted before its replacement exists, and with it the machine with its disks",
  },
  {
    when: "a public name would be deleted first",
    change: (fleet) => (fleet.resource("VPS/outline/host/wiki.example.net").opts.deleteBeforeReplace = true),
    says: "and with it a public name",
  },
];
