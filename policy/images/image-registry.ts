import { imageRegistry as rule, trustedRegistries, type ImageRegistryOptions } from "../../src/rules/images/image-registry.ts";
import { projectPolicy } from "../house-policy.ts";

export const imageRegistry = projectPolicy<ImageRegistryOptions>(
  {
    name: "image-registry",
    description: "Images come from the registries on the list, because one slip of the pen in a name must not run a stranger's program.",
    remediationSteps: "take the image from an allowed registry, or add the registry to the list",
    options: {
      allowed: {
        type: "array",
        items: { type: "string", minLength: 1 },
        minItems: 1,
        description: "Registries, or parts of one such as gcr.io/cadvisor; docker.io is the one meant where none is written.",
        default: [...trustedRegistries],
      },
    },
  },
  rule,
);
