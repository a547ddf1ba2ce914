import type { Example } from "../examples/example.ts";
import { digest, outline } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "an image is made for ARM",
    change: (fleet) => (outline(fleet)["image"] = `arm64v8/nginx:1.29@${digest}`),
    says: "which is for arm64, but VPS is amd64",
  },
  {
    when: "a tag says another architecture",
    change: (fleet) => (outline(fleet)["image"] = `outlinewiki/outline:1.7.1-arm64@${digest}`),
    says: "which is for arm64",
  },
  {
    when: "a platform is asked for",
    change: (fleet) => (outline(fleet)["platform"] = "linux/arm64/v8"),
    says: "asks for the platform linux/arm64/v8, but VPS is amd64",
  },
  {
    when: "an image is known for one architecture",
    change: () => undefined,
    config: { images: { "outlinewiki/outline": ["arm64"] } },
    says: "outline on VPS runs the image outlinewiki/outline",
  },
  {
    when: "the node has another architecture than its images",
    change: (fleet) => Object.assign(fleet.container("SOLARIA", "ollama"), { platform: "linux/386" }),
    says: "asks for the platform linux/386",
  },
];
