import { lossOf } from "../../src/rules/data/stateful-types.ts";
import { oneLine } from "../../compose/problem.ts";
import { shortType, urnName } from "../preview/events.ts";
import type { PlannedResource } from "../preview/plan.ts";

/** More deletions and replacements than this need a word each. */
export const MOST_DELETES = 3;

/** Words that were given: the URNs whose deletion, replacement or creation is wanted. */
export interface Allowed {
  readonly delete: readonly string[];
  readonly create: readonly string[];
}

/** A step that needs its own word. */
export interface Guarded {
  readonly urn: string;
  /** What would happen, one clause without the name: `is deleted, and with it the data of the volume`. */
  readonly what: string;
  readonly option: "--allow-delete" | "--allow-create";
}

/**
 * The steps of a plan that need their own word: deletions and replacements of what holds something, all of them when there are
 * more than {@link MOST_DELETES}, and the creation of a volume or guest that the state already knew. The last is what a refresh
 * makes of a volume that is gone from its node: a plain create of an empty database.
 * @param known the URNs of the state
 */
export function guardedSteps(resources: readonly PlannedResource[], known: ReadonlySet<string>): Guarded[] {
  const gone = resources.filter((resource) => isGone(resource) && !resource.type.startsWith("pulumi:"));
  const own = gone.filter(({ type }) => !isGrouping(type));
  const many = own.length > MOST_DELETES;
  return [
    ...own.flatMap(({ urn, type, operation, step }): Guarded[] => {
      const loss = lossOf(type);
      if (loss === undefined && !many) return [];
      // A volume of ours outlives its resource: what goes is the knowledge of it.
      const stays = operation === "delete" && (step.old as { retainOnDelete?: unknown } | null | undefined)?.retainOnDelete === true;
      if (loss !== undefined && stays)
        return [{ urn, what: "is let go: it stays where it is, and nothing here knows it any more", option: "--allow-delete" }];
      const word = operation === "delete" ? "is deleted" : "is replaced";
      return [
        { urn, what: loss === undefined ? `${word}, one of ${own.length}` : `${word}, and with it goes ${loss}`, option: "--allow-delete" },
      ];
    }),
    ...resources
      .filter(({ operation, type, urn }) => operation === "create" && holdsData(type) && known.has(urn))
      .map(({ urn }): Guarded => ({
        urn,
        what: "is in the state and gone from its node, and would be made anew and empty",
        option: "--allow-create",
      })),
  ];
}

/** What is wrong with a plan by the guard, a line each with its fix; empty when every word that is needed was given, and none for nothing. */
export function guardProblems(resources: readonly PlannedResource[], known: ReadonlySet<string>, allowed: Allowed): string[] {
  const words = { "--allow-delete": allowed.delete, "--allow-create": allowed.create };
  const missing = guardedSteps(resources, known).filter(({ urn, option }) => !words[option].includes(urn));
  const does = {
    "--allow-delete": new Set(resources.filter(isGone).map(({ urn }) => urn)),
    "--allow-create": new Set(resources.filter(({ operation }) => operation === "create").map(({ urn }) => urn)),
  };
  const surplus = (["--allow-delete", "--allow-create"] as const).flatMap((option) =>
    words[option].filter((urn) => !does[option].has(urn)).map((urn) => ({ option, urn })),
  );
  return [
    ...missing.map(({ urn, what, option }) => `${oneLine(nameOf(urn))} ${what}; fix: if that is meant, ${option} '${oneLine(urn)}'`),
    ...surplus.map(
      ({ option, urn }) =>
        `${option} ${JSON.stringify(urn)} allows what this plan does not do; fix: leave it out, or write the URN as the preview shows it`,
    ),
  ];
}

function isGone({ operation }: PlannedResource): boolean {
  return operation === "delete" || operation === "replace";
}

function nameOf(urn: string): string {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return `${shortType(type)} ${urnName(urn)}`;
}

/** A component is nothing on a node: its children count. */
function isGrouping(type: string): boolean {
  return type.startsWith("homelab:components:");
}

/** A name that is made again is as good as the old one; a volume or a guest is not. */
function holdsData(type: string): boolean {
  return lossOf(type) !== undefined && (type.startsWith("docker:") || type.startsWith("proxmoxve:"));
}
