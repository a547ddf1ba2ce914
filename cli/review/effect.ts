import { hostFolder } from "../../src/inventory/schema/host-folder.ts";
import type { Pair } from "./changes.ts";

/** Files beside the data that only people and the nodes' agents read: they may change without changing a resource. */
const FOR_PEOPLE = /(^|\/)(README\.md|env\.example|healthcheck\.sh|\.gitkeep)$/;

/** A site's resources that differ. */
export interface SitePairs {
  readonly site: string;
  readonly pairs: readonly Pair[];
}

/**
 * The changed data files that no difference can come from: a value that an override hides, a file nobody mounts, a comment.
 * The person who changed it thinks that it does something, and so would the reviewer. A file in which only comments differ
 * is said to be one like any other.
 */
export function pathsWithoutEffect(paths: readonly string[], sites: readonly SitePairs[]): string[] {
  return paths.filter((path) => isData(path) && !sites.some(({ site, pairs }) => pairs.some((pair) => mayComeFrom(path, site, pair))));
}

/** Whether a file is data that the program renders. */
export function isData(path: string): boolean {
  return (/^(inventory|hosts|services)\//.test(path) || /^Pulumi\.[^/]+\.yaml$/.test(path)) && !FOR_PEOPLE.test(path);
}

/** Whether a file says what is where: no commit message takes such a change out of the review. */
export function isInventory(path: string): boolean {
  return path.startsWith("inventory/");
}

function mayComeFrom(path: string, site: string, { before, after }: Pair): boolean {
  const [folder, name, part, service] = path.split("/");
  const inputs = (after ?? before)?.inputs ?? {};
  const [resourceName = ""] = ((after ?? before)?.urn ?? "").split("::").slice(3);
  const [node = "", ownService = ""] = resourceName.split("/");
  if (folder === "inventory") return true;
  if (folder === "services") return name === ownService || name === inputs["service"];
  if (folder !== "hosts") return path === `Pulumi.${site}.yaml`;
  if (part === "runtime" && (service === undefined || service !== ownService)) return false;
  // A machine stands below its hypervisor, and is named in its own right.
  return hostFolder(node) === name || hostFolder(ownService) === name || resourceName.split("/").some((step) => hostFolder(step) === name);
}
