import path from "node:path";

/** A path as the engine keeps it: `/srv/data/` and `/srv//data` are `/srv/data`. The empty text stays empty. */
export function cleanPath(text: string): string {
  return text === "" ? "" : path.posix.normalize(text).replace(/(.)\/$/, "$1");
}
