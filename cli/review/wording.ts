import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { isInventory } from "./effect.ts";

/** Keys of the inventory that are written for people: nothing reads them but a page. */
const FOR_PEOPLE = new Set(["description", "plaintext"]);

/**
 * The files of `inventory/` in which only comments and descriptions differ. They need no effect and no word in a commit message.
 *
 * @param paths the files that differ between the two checkouts
 */
export async function wordingOnly(paths: readonly string[], before: string, after: string): Promise<string[]> {
  const same = await Promise.all(
    paths.filter(isInventory).map(async (path) => {
      const [old, now] = await Promise.all([valuesOf(join(before, path)), valuesOf(join(after, path))]);
      return old !== undefined && old === now ? [path] : [];
    }),
  );
  return same.flat();
}

/** What a file says to the program, as a text; undefined for one that is not there or is no YAML. */
async function valuesOf(file: string): Promise<string | undefined> {
  try {
    return JSON.stringify(withoutWords(parse(await readFile(file, "utf8"))));
  } catch {
    return undefined;
  }
}

function withoutWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !FOR_PEOPLE.has(key))
      .map(([key, item]) => [key, withoutWords(item)]),
  );
}
