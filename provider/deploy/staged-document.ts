import path from "node:path";

import { isJsonList, isJsonMap, textOf } from "../docker/json.ts";
import type { Json, JsonMap } from "../docker/json.ts";

/** The attributes of a service whose files or folders Compose looks at when it checks a document. */
const OF_SERVICE = ["env_file", "label_file", "build"];
const OF_DOCUMENT = ["configs", "secrets"];

/**
 * The document as it can be checked before anything is put into its place: where it names a file that git places, or a folder
 * with one in it, the path leads to where the run has it.
 * @param directory the project directory
 * @param files what git places below it, by path
 * @param staged the folder of the run that has them
 */
export function stagedDocument(document: JsonMap, directory: string, files: Json | undefined, staged: string): JsonMap {
  const placed = Object.keys(isJsonMap(files) ? files : {});
  const moved = (value: Json): Json => {
    const text = textOf(value);
    if (text !== undefined && !text.includes("$")) {
      const inner = path.posix.relative(directory, path.posix.resolve(directory, text));
      const has = placed.some((file) => file === inner || inner === "" || file.startsWith(`${inner}/`));
      return has && typeof value === "string" ? path.posix.join(staged, inner) : value;
    }
    if (isJsonList(value)) return value.map(moved);
    // Of a mapping only what is a path: `required: true` and arguments of a build are none.
    return isJsonMap(value) ? each(value, (key, item) => (["path", "context", "file"].includes(key) ? moved(item) : item)) : value;
  };
  const services = isJsonMap(document["services"]) ? document["services"] : {};
  const changed = each(services, (_, service) =>
    isJsonMap(service) ? each(service, (key, value) => (OF_SERVICE.includes(key) ? moved(value) : value)) : service,
  );
  return each({ ...document, services: changed }, (key, value) =>
    OF_DOCUMENT.includes(key) && isJsonMap(value) ? each(value, (_, item) => moved(item)) : value,
  );
}

function each(map: JsonMap, change: (key: string, value: Json) => Json): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(key, value)]));
}
