import type { Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import { inDocument, knownContainers, unknownParts } from "../parts.ts";
import { formatPort, isAllAddresses, portsOf, type PublishedPort } from "../exposure/ports.ts";

/** A port of a node is given away once: the second container could not start. Ports that the engine picks are left out. */
export function hostPorts(node: { readonly node: string; readonly projects: readonly ProjectFacts[] }): Problem[] {
  const taken = new Map<string, PublishedPort[]>();
  const problems: Problem[] = [];
  for (const project of node.projects) {
    for (const port of knownContainers(project).flatMap(portsOf)) problems.push(...take(node.node, port, taken));
    problems.push(...unknownParts(project, ["ports"]));
  }
  return problems;
}

/** The widest range that is looked up port by port; a wider one would be longer than any list of ports of a node. */
const narrow = 64;

function take(node: string, wanted: PublishedPort, taken: Map<string, PublishedPort[]>): Problem[] {
  const { range } = wanted;
  if (range === undefined) return [];
  const wide = range.last - range.first >= narrow;
  const keys = wide ? [`${wanted.protocol} wide`] : numbers(range).map((port) => `${wanted.protocol} ${port}`);
  const rivals = wide ? [...taken.values()].flat() : [...keys, `${wanted.protocol} wide`].flatMap((key) => taken.get(key) ?? []);
  const other = rivals.find((rival) => overlap(rival, wanted));
  for (const key of keys) taken.set(key, [...(taken.get(key) ?? []), wanted]);
  if (other === undefined) return [];
  const sameText = formatPort(other) === formatPort(wanted);
  return [
    {
      ...inDocument(wanted.container.project, wanted.path),
      message:
        `${label(wanted)} asks for the host port ${formatPort(wanted)} of ${node}, ` +
        `which ${label(other)} has${sameText ? "" : ` by ${formatPort(other)}`}`,
      fix: "publish one of them on another port or address",
    },
  ];
}

function numbers({ first, last }: { readonly first: number; readonly last: number }): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function overlap(a: PublishedPort, b: PublishedPort): boolean {
  if (a.range === undefined || b.range === undefined || a.protocol !== b.protocol) return false;
  const sameAddress = a.address === b.address || isAllAddresses(a.address) || isAllAddresses(b.address);
  return sameAddress && a.range.first <= b.range.last && b.range.first <= a.range.last;
}

function label({ container }: PublishedPort): string {
  const { service } = container.project;
  return container.name === service ? container.name : `${service}/${container.name}`;
}
