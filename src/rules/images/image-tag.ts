import { hasVariables } from "../../../compose/index.ts";
import type { Problem } from "../../../compose/problem.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { parseImage } from "./image.ts";
import { inContainer, knownContainers, text, unknownParts, type KnownContainer } from "../parts.ts";

/** A container's image is named with a tag, not `latest`, and not by a variable: git says what runs. */
export function imageTag(project: ProjectFacts): Problem[] {
  return [...knownContainers(project).flatMap(check), ...unknownParts(project, ["image"])];
}

function check(container: KnownContainer): Problem[] {
  const { definition } = container;
  const given = definition["image"];
  const image = text(given);
  if (given !== undefined && image === undefined) return [];
  const problem = (message: string, fix: string, allowed = "an image with a version as its tag"): Problem[] => [
    { ...inContainer(container, "image"), message: `${containerLabel(container)} ${message}`, allowed, fix },
  ];
  if (image === undefined) {
    return problem("has no image, so it would be built on its node", "build it elsewhere and name the image with its version");
  }
  if (hasVariables(image)) return problem(`takes its image from a variable, ${image}`, "write the image itself; a new version is a commit");
  const { tag, digest } = parseImage(image);
  if (tag === "latest") return problem(`runs the image ${image}, which is another one every week`, "write the version that runs today");
  if (tag === undefined && digest === undefined)
    return problem(`runs the image ${image} without a tag, which means latest`, "add the version as a tag");
  return [];
}
