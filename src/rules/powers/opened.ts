import { formatPath } from "../../../compose/data-path.ts";
import { privilegesOf, sharedOf } from "../contract-parts.ts";
import type { ProjectFacts } from "../facts.ts";
import { isOwnPath } from "./host-path.ts";
import { readingOf } from "./powers.ts";

/** Something that a project opens, whether its contract asks for it or not. */
export interface OpenedPower {
  /** Where it stands in the document, or in the contract. */
  readonly place: string;
  /** What is opened, as a clause. */
  readonly what: string;
  /** The same as long as it is the same thing, wherever in a list it stands. */
  readonly key: string;
}

/**
 * What a project opens of its node or of another service, in the words of the table of attributes; for people who decide whether it
 * may. It judges nothing: what is forbidden is for the policies.
 */
export function openedPowers(project: ProjectFacts): OpenedPower[] {
  const { findings, paths } = readingOf(project);
  const who = (containers: readonly string[]): string => (containers.length === 0 ? "the document" : containers.join(", "));
  const opened = [
    ...findings.map(({ path, containers, what }) => ({ place: formatPath(path), what: `${who(containers)} ${what}` })),
    ...paths
      .filter((asked) => !isOwnPath(asked, project))
      .map(({ path, containers, text }) => ({
        place: formatPath(path),
        what: `${who(containers)} names ${text}, outside its own folders`,
      })),
    ...privilegesOf(project).map(({ service, allow, only = [] }, index) => ({
      place: `contract.privileges[${index}]`,
      what: `${service} may have ${allow}${only.length === 0 ? "" : ` (${only.join(", ")})`}`,
    })),
    ...sharedOf(project).map(({ index, path, volume, with: others }) => ({
      place: `contract.shared[${index}]`,
      what: `${path ?? volume ?? "something"} is shared with ${others.join(", ")}`,
    })),
  ];
  return opened.map((one) => ({ ...one, key: `${one.place.replace(/\[\d+\]/g, "[]")} ${one.what}` }));
}
