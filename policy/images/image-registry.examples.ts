import type { Example } from "../examples/example.ts";
import { digest, image } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "an image comes from a registry nobody agreed on",
    change: (fleet) => image(fleet, `quay.io/outline/outline:1.7.1@${digest}`),
    says: "takes its image from quay.io/outline/outline; allowed: docker.io, ghcr.io",
  },
  {
    when: "a registry is only spelt like a trusted one",
    change: (fleet) => image(fleet, `ghcr.io.example.com/outline:1.7.1@${digest}`),
    says: "ghcr.io.example.com/outline",
  },
  {
    when: "only a part of a registry is trusted",
    change: (fleet) => image(fleet, `gcr.io/somebody/outline:1.7.1@${digest}`),
    says: "gcr.io/somebody/outline",
  },
  {
    when: "the list of the stack is shorter",
    change: () => undefined,
    config: { allowed: ["docker.io"] },
    says: "takes its image from ghcr.io/",
  },
];
