import { hasVariables } from "../../../compose/index.ts";
import type { Problem } from "../../../compose/problem.ts";
import { parseImage } from "./image.ts";
import type { NodeProjects } from "../node-facts.ts";
import { knownContainers, text, unknownParts } from "../parts.ts";

/** So many images are named in one message. */
const named = 6;

/**
 * Images are pinned by digest: a tag can be moved to another image by whoever owns the repository. One message a node,
 * since a house that has not begun has nothing but such images.
 */
export function imageDigest(node: NodeProjects): Problem[] {
  const images = node.projects
    .flatMap(knownContainers)
    .flatMap(({ definition }) => text(definition["image"]) ?? [])
    .filter((image) => !hasVariables(image));
  const all = [...new Set(images)];
  const loose = all.filter((image) => parseImage(image).digest === undefined).sort();
  const open = node.projects.flatMap((project) => unknownParts(project, ["image"]));
  if (loose.length === 0) return open;
  const shown = loose.slice(0, named).join(", ") + (loose.length > named ? ` and ${loose.length - named} more` : "");
  return [
    {
      path: node.node,
      message: `${loose.length} of the ${all.length} images on ${node.node} ${loose.length === 1 ? "has" : "have"} no digest: ${shown}`,
      allowed: "name:tag@sha256:…",
      fix: "add the digest that docker image inspect shows for the running image",
    },
    ...open,
  ];
}
