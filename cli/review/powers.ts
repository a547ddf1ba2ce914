import { list, mapping, texts } from "../../src/rules/parts.ts";
import { projectFactsOfInputs } from "../../src/rules/index.ts";
import { openedPowers, type OpenedPower } from "../../src/rules/powers/opened.ts";
import type { Pair } from "./changes.ts";
import type { Danger } from "./document.ts";

/**
 * What a resource opens of its node that it did not open before, with the place of each: powers of a document and of its contract,
 * and folders of a node that services may keep data in.
 */
export function openedBy({ resource: { name, type }, before, after }: Pair): Danger[] {
  if (after === undefined) return [];
  const read = type === "homelab:node:Layout" ? dataRoots : powers;
  const known = new Set(before === undefined ? [] : read(before.inputs).map(({ key }) => key));
  const fresh = new Map(read(after.inputs).flatMap((one) => (known.has(one.key) ? [] : [[one.key, one] as const])));
  return [...fresh.values()].map(({ place, what }) => ({ kind: "privilege", name, message: `${place}: ${what}` }));
}

function powers(inputs: unknown): OpenedPower[] {
  const project = projectFactsOfInputs(inputs);
  return project === undefined ? [] : openedPowers(project);
}

function dataRoots(inputs: unknown): OpenedPower[] {
  const roots = texts(list(mapping(mapping(inputs)["capabilities"])["data_roots"]));
  return roots.map((root, index) => ({
    place: `capabilities.data_roots[${index}]`,
    what: `services may keep data in ${root}`,
    key: root,
  }));
}
