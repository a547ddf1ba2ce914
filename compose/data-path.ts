/** Where something stands inside a document: keys and positions from the root down. */
export type DataPath = readonly (string | number)[];

/** The dotted form of a path, positions in brackets: `persistence.paths[0].name`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? String(part) : `.${String(part)}`;
  }
  return text;
}
