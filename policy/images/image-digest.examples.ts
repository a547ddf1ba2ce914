import type { Example } from "../examples/example.ts";
import { image } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "an image has no digest",
    change: (fleet) => image(fleet, "outlinewiki/outline:1.7.1"),
    says: "on VPS has no digest: outlinewiki/outline:1.7.1; allowed: name:tag@sha256:…",
  },
];
