import type { Example } from "../examples/example.ts";
import { mebibytes } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a container reserves more than it may have",
    change: (fleet) => (fleet.container("VPS", "outline")["mem_reservation"] = mebibytes(256)),
    says: "reserves 256 MiB, more than its limit; allowed: at most 128 MiB",
  },
  {
    when: "the reservation stands under deploy.resources",
    change: (fleet) =>
      (fleet.container("VPS", "outline")["deploy"] = { resources: { reservations: { memory: mebibytes(129) } }, placement: {} }),
    says: "reserves 129 MiB",
  },
];
