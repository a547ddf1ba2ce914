import type { Examples } from "./example.ts";
import type { Fleet } from "./fleet.ts";

const digest = `sha256:${"0a".repeat(32)}`;

function image(fleet: Fleet, reference: string): void {
  fleet.container("VPS", "outline")["image"] = reference;
}

/** How the rules about images are broken. */
export const imageExamples: Examples = {
  "image-tag": [
    {
      when: "an image is the latest",
      change: (fleet) => image(fleet, `outlinewiki/outline:latest@${digest}`),
      says: "which is another one every week",
    },
    {
      when: "a service is built on its node",
      change: (fleet) => delete fleet.container("VPS", "outline")["image"],
      says: "has no image, so it would be built on its node",
    },
    {
      when: "an image is a variable of the node",
      change: (fleet) => image(fleet, "outlinewiki/outline:${TAG:-1.7.1}"),
      says: "takes its image from a variable",
    },
  ],
  "image-digest": [
    {
      when: "an image has no digest",
      change: (fleet) => image(fleet, "outlinewiki/outline:1.7.1"),
      says: "on VPS has no digest: outlinewiki/outline:1.7.1; allowed: name:tag@sha256:…",
    },
  ],
  "image-registry": [
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
  ],
};

/** An image without a tag has, as a rule, no digest either. */
export const untaggedExamples: Examples = {
  "image-tag": [
    { when: "an image has no tag", change: (fleet) => image(fleet, "outlinewiki/outline"), says: "without a tag, which means latest" },
  ],
};
