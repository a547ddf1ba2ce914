import type { Example } from "../examples/example.ts";
import { container, machine } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a machine may be deleted",
    change: (fleet) => (fleet.resource(machine).opts.protect = false),
    says: "the guest WORK on CORE is not protected, so a plan may delete it with its disks",
  },
  {
    when: "a container may be deleted, and nothing says what it holds",
    change: (fleet) => {
      fleet.resource(container).opts.protect = false;
      delete fleet.component(container).props["stateful"];
    },
    says: "the guest dns on CORE is not protected",
  },
];
