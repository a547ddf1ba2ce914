import { suggest } from "../../compose/suggest.ts";
import { ExpectedError } from "../../setup/expected.ts";

/**
 * The sites a person named, each once; `all` is every site.
 *
 * @param fallback what no name means
 * @throws ExpectedError every unknown name with the allowed ones and the nearest
 */
export function chooseSites(names: readonly string[], sites: readonly string[], fallback: readonly string[]): string[] {
  const wrong = names.filter((name) => name !== "all" && !sites.includes(name));
  if (wrong.length > 0) {
    const lines = wrong.map((name) => {
      const near = suggest(name, [...sites, "all"]);
      return `unknown site ${JSON.stringify(name)}; allowed: ${[...sites, "all"].join(", ")}${near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`}`;
    });
    throw new ExpectedError(lines.join("\n"));
  }
  const chosen = names.length === 0 ? fallback : names.includes("all") ? sites : names;
  return [...new Set(chosen)];
}
