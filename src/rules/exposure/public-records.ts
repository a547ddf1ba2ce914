import type { Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import { topologyPart, type NodeProjects } from "../node-facts.ts";
import { holdsUnknown, list, mapping, text, undecided } from "../parts.ts";
import { isUnknown, type Unknown } from "../unknown.ts";

/** A DNS record that a stack makes in the public zone. */
export interface RecordFacts {
  /** The whole name, zone included. */
  readonly name: string | Unknown;
  /** What it points at. */
  readonly content: string | Unknown;
}

/**
 * Only a service of the class `public` has a name on the internet, the one its contract gives, and it points at the node
 * where the service is. (Requirement F3: nothing else gets a record.)
 */
export function publicRecords(nodes: readonly NodeProjects[], records: readonly RecordFacts[]): Problem[] {
  if (records.length === 0) return [];
  const names = nodes.flatMap(namesOf);
  const open = nodes.filter(
    (node) =>
      isUnknown(topologyPart(node, "public_domain")) ||
      node.projects.some((project) => isUnknown(project.exposure) || holdsUnknown(project.contract)),
  );
  return records.flatMap((record): Problem[] => {
    if (isUnknown(record.name)) return [undecided("name", "the name of a DNS record")];
    const name = record.name.toLowerCase().replace(/\.$/, "");
    const found = names.filter((one) => one.name === name);
    const owner = found.find(({ exposure }) => exposure === "public");
    if (owner !== undefined) return pointsAt(record, name, owner);
    if (open.length > 0) return [undecided(name, `to which service the DNS record ${name} belongs`)];
    const other = found[0];
    const message =
      other === undefined
        ? `the DNS record ${name} belongs to no public service`
        : `the DNS record ${name} is for ${other.service} on ${other.node}, whose exposure is ${other.exposure}`;
    return [
      {
        path: name,
        message,
        allowed: allowedNames(names),
        fix: "remove the record, or make the service public and name it under public_names",
      },
    ];
  });
}

interface PublicName {
  readonly name: string;
  readonly service: string;
  readonly node: string;
  readonly exposure: string;
  readonly address: string | Unknown | undefined;
}

function namesOf(node: NodeProjects): PublicName[] {
  const domain = topologyPart(node, "public_domain");
  if (typeof domain !== "string") return [];
  return node.projects.flatMap((project) =>
    list(mapping(project.contract)["public_names"]).map((entry) => {
      const label = text(mapping(entry)["name"]) ?? "";
      return {
        name: (label === "@" ? domain : `${label}.${domain}`).toLowerCase(),
        service: project.service,
        node: node.node,
        exposure: exposureOf(project),
        address: topologyPart(node, "public_address"),
      };
    }),
  );
}

function exposureOf(project: ProjectFacts): string {
  return text(project.exposure) ?? text(mapping(project.contract)["exposure"]) ?? "none";
}

function pointsAt({ content }: RecordFacts, name: string, { address, node }: PublicName): Problem[] {
  if (isUnknown(content) || isUnknown(address)) return [undecided(name, `where the DNS record ${name} points`)];
  if (content === address) return [];
  return [
    {
      path: name,
      message: `the DNS record ${name} points at ${content}, but the service runs on ${node}`,
      allowed: address ?? `no record, ${node} has no address on the internet`,
      fix: "point it at the node's public_address",
    },
  ];
}

function allowedNames(names: readonly PublicName[]): string {
  const known = names.filter(({ exposure }) => exposure === "public").map(({ name }) => name);
  return known.length === 0 ? "none, no service here is public" : known.join(", ");
}
