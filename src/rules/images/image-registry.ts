import { hasVariables } from "../../../compose/index.ts";
import type { Problem } from "../../../compose/problem.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { parseImage } from "./image.ts";
import { inContainer, knownContainers, text, unknownParts } from "../parts.ts";

export interface ImageRegistryOptions {
  /**
   * Where images may come from: a registry (`ghcr.io`) or a part of one (`gcr.io/cadvisor`); `docker.io` is the one that
   * is meant where none is written.
   */
  readonly allowed?: readonly string[];
}

/** The registries that the house trusts. */
export const trustedRegistries: readonly string[] = [
  "docker.io",
  "ghcr.io",
  "codeberg.org/forgejo",
  "code.forgejo.org/forgejo",
  "gcr.io/cadvisor",
];

/** Images come from registries on a list, so that a slip of the pen does not run somebody else's program. */
export function imageRegistry(project: ProjectFacts, options: ImageRegistryOptions = {}): Problem[] {
  const allowed = options.allowed ?? trustedRegistries;
  const problems = knownContainers(project).flatMap((container): Problem[] => {
    const image = text(container.definition["image"]);
    // An image by variable is refused by the rule of the tag.
    if (image === undefined || hasVariables(image)) return [];
    const { registry, repository } = parseImage(image);
    const whole = `${registry}/${repository}`;
    if (allowed.some((one) => whole === one || whole.startsWith(`${one}/`))) return [];
    return [
      {
        ...inContainer(container, "image"),
        message: `${containerLabel(container)} takes its image from ${whole}`,
        allowed: allowed.join(", "),
        fix: "take the image from one of these, or add the registry to the rule's list in policy/policy-config.json",
      },
    ];
  });
  return [...problems, ...unknownParts(project, ["image"])];
}
