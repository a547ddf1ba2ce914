import { bringsWorkflows, powerfulPaths } from "../review/paths.ts";
import { code, prose, short } from "../review/markdown/escape.ts";

/** So many files of a kind are named; the platform's own page has all. */
const NAMED = 10;
const NAME = 160;

/** What stands above a review: what the change brings besides data, from the platform's own list of its files. */
export interface Warning {
  /** Whether what the change's runs leave can be shown at all. */
  readonly believed: boolean;
  readonly lines: readonly string[];
}

/** @param files as the platform lists them; undefined when it does not */
export function warningAbout(files: readonly string[] | undefined): Warning {
  if (files === undefined) {
    const said = "### ⚠️ The platform does not list all files of this change";
    return {
      believed: false,
      lines: [said, "", "Nobody can tell whether it brings workflows of its own, so what its runs left is not shown."],
    };
  }
  const kinds = powerfulPaths(files);
  if (kinds.length === 0) return { believed: true, lines: [] };
  const rows = kinds.map(({ kind, paths }) => {
    const more = paths.length - NAMED;
    const names = paths.slice(0, NAMED).map((file) => code(short(file, NAME)));
    return `- ${prose(kind.replace(/ \(.*/, ""))}: ${names.join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}`;
  });
  const workflows = bringsWorkflows(files);
  const meaning = workflows
    ? "It brings workflows of its own. They ran in place of this repository's, so what they left can say anything and **is not shown**. Read the files first; then `npm run review -- --data-only` in a clone says what its data do."
    : "The review below was made by the program that is there already, from the change's data alone: **none of these files has had any say in it, and none of what they do is in it**. Once merged, they run with the credentials of the fleet. Read them first.";
  return { believed: !workflows, lines: ["### ⚠️ This change brings its own program", "", meaning, "", ...rows, ""] };
}
