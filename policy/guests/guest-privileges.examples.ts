import type { Example } from "../examples/example.ts";
import { container, set } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a container is privileged without a reason",
    change: (fleet) => set(fleet, container, { unprivileged: false }),
    says: "the container dns on CORE is privileged, and nothing says why",
  },
  {
    when: "nobody said that it is not",
    change: (fleet) => delete fleet.resource(container).props["unprivileged"],
    says: "the container dns on CORE is privileged",
  },
  {
    when: "the reason is empty",
    change: (fleet) => {
      set(fleet, container, { unprivileged: false });
      fleet.component(container).props["privileged"] = " ";
    },
    says: "the container dns on CORE is privileged",
  },
];
