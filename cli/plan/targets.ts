import { suggest } from "../../compose/suggest.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { compareText } from "../../compose/compare-text.ts";

/** What a plan is about: everything, a part of it, or everything but the nodes that cannot be reached. */
export interface Selection {
  /** What was asked for, as it was written. */
  readonly targets: readonly string[];
  /** The nodes that the asked-for part lies on; undefined for all. */
  readonly nodes?: ReadonlySet<string>;
}

/** What of a site can be named: its nodes and what runs on them. */
export type Places = ReadonlyMap<string, readonly string[]>;

/**
 * What `--target` named: a URN, `NODE` or `NODE/service`.
 * @throws ExpectedError every wrong name with what is allowed
 */
export function selectionOf(targets: readonly string[], places: Places): Selection {
  if (targets.length === 0) return { targets };
  const names = [...places].flatMap(([node, services]) => [node, ...services.map((service) => `${node}/${service}`)]);
  const wrong = targets.filter((target) => !isUrn(target) && !names.includes(target));
  if (wrong.length > 0) {
    throw new ExpectedError(
      wrong
        .map((target) => {
          const near = suggest(target, names);
          return `--target ${JSON.stringify(target)} is neither a URN nor on this site; allowed: ${names.join(", ")}${near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`}`;
        })
        .join("\n"),
    );
  }
  const nodes = targets.map((target) => (isUrn(target) ? target.split("::").slice(3).join("::") : target).split("/")[0] ?? "");
  return { targets, nodes: new Set(nodes.filter((node) => places.has(node))) };
}

/**
 * The engine's options for a part of a site. The engine takes either targets or exclusions, never both (tried): with targets
 * the nodes that are left out are left out already.
 * @param unreachable nodes to leave out, with everything on them
 */
export function selectionArguments({ targets }: Pick<Selection, "targets">, unreachable: readonly string[]): string[] {
  if (targets.length > 0) return targets.flatMap(targetPatterns).flatMap((pattern) => ["--target", pattern]);
  return [...unreachable]
    .sort(compareText)
    .flatMap(nodePatterns)
    .flatMap((pattern) => ["--exclude", pattern]);
}

/** A name takes itself and everything below it: neither targets nor exclusions reach children by themselves. */
function targetPatterns(target: string): string[] {
  return isUrn(target) ? [target] : nodePatterns(target);
}

function nodePatterns(name: string): string[] {
  return [`**::${name}`, `**::${name}/**`];
}

function isUrn(target: string): boolean {
  return target.startsWith("urn:pulumi:");
}
