import type { Example } from "../examples/example.ts";
import { digest, image } from "../examples/parts.ts";

export const examples: readonly Example[] = [
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
  {
    when: "an image has no tag",
    change: (fleet) => image(fleet, "outlinewiki/outline"),
    says: "without a tag, which means latest",
    also: ["image-digest"],
  },
];
