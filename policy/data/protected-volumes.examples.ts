import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "a data volume is not in the stack",
    change: (fleet) => fleet.remove("VPS/outline/volume/outline_postgres_data"),
    says: "outline_postgres_data of outline on VPS is not in the stack",
  },
  {
    when: "a data volume may be deleted",
    change: (fleet) => (fleet.resource("VPS/outline/volume/outline_postgres_data").opts.protect = false),
    says: "is not protected, so a plan may delete it with its data",
  },
  {
    when: "a data volume would be replaced over its labels",
    change: (fleet) => (fleet.resource("VPS/outline/volume/outline_postgres_data").opts.ignoreChanges = ["driver", "driverOpts"]),
    says: "would be replaced when its labels differ",
  },
];
