import type { Place } from "../problem.ts";
import { isMapping, isSequence, placeOfNode, stringOf } from "../yaml/node.ts";
import type { MappingNode, Path, TreeNode } from "../yaml/node.ts";

/**
 * The place of a path in a resolved document: as deep as the model goes, so that the path of a value that was derived
 * (a default, a word of a split command) ends at what it was derived from.
 */
export function placeOfPath(root: MappingNode, path: Path): Place | undefined {
  let node: TreeNode = root;
  for (const part of path) {
    const child = childOf(node, part);
    if (child === undefined) break;
    node = child;
  }
  return placeOfNode(node);
}

function childOf(node: TreeNode, part: string | number): TreeNode | undefined {
  if (isMapping(node)) return node.entries.get(String(part));
  if (!isSequence(node)) return undefined;
  if (typeof part === "number") return node.items[part];
  // `environment`, `labels` and the like are mappings in the document and may be lists of `key=value` in the model.
  return node.items.find((item) => {
    const value = stringOf(item);
    return value === part || value?.startsWith(`${part}=`) === true;
  });
}
