import type { Problem } from "../compose/problem.ts";
import { isUnknown, type ProjectFacts, type Unknown } from "../src/rules/index.ts";
import { nodeOfInputs, type NodeProjects } from "../src/rules/node-facts.ts";
import type { ReplacedResource } from "../src/rules/data/delete-before-replace.ts";
import type { HypervisorFacts } from "../src/rules/guests/facts.ts";
import type { LanRecordFacts } from "../src/rules/exposure/lan-records.ts";
import type { BoundedRecord } from "../src/rules/exposure/record-bounds.ts";
import type { VolumeFacts } from "../src/rules/data/protected-volumes.ts";
import type { RecordFacts } from "../src/rules/exposure/public-records.ts";
import { GuestCollector } from "./site-guests.ts";
import { isLeftOut, layoutType, projectOf, projectType, target, type PolicyResource } from "./resources.ts";

/** Everything in a stack that the rules speak about. */
export interface Site {
  /** Nodes that have projects or a layout, each with its projects. */
  readonly nodes: readonly NodeProjects[];
  /** The nodes whose layout, and with it everything about the machine, is not in the stack. */
  readonly withoutLayout: readonly string[];
  readonly volumes: readonly VolumeFacts[];
  readonly records: readonly RecordFacts[];
  /** The records of the sites' own DNS servers. */
  readonly lanRecords: readonly LanRecordFacts[];
  /** The records of both kinds. */
  readonly bounded: readonly BoundedRecord[];
  readonly hypervisors: readonly HypervisorFacts[];
  /** Everything that holds something. */
  readonly stateful: readonly ReplacedResource[];
  /** Projects and layouts whose node is not known yet. */
  readonly unattributed: readonly PolicyResource[];
  /** What the SDK handed out, where a value that is not known yet can be found. */
  readonly values: readonly object[];
  /** The resource that a problem is about: the project of the container it names, else its node's layout. */
  urnOf(problem: Problem): string | undefined;
}

/** A resource of a stack, as far as it is needed here. */
export interface StackResource extends PolicyResource {
  readonly opts?: { readonly protect?: boolean; readonly ignoreChanges?: readonly string[]; readonly deleteBeforeReplace?: boolean };
}

const lanRecordType = "homelab:technitium:Record";
const lanNameType = "homelab:components:LanName";
const volumeType = "docker:index/volume:Volume";
const recordTypes: ReadonlySet<string> = new Set(["cloudflare:index/dnsRecord:DnsRecord", "cloudflare:index/record:Record"]);

/** The last stack that was looked at: every stack policy is handed the same resources one after the other. */
let last: { readonly key: readonly object[]; readonly site: Site } | undefined;

/** The facts of a stack, worked out once for all policies. */
export function siteOf(resources: readonly StackResource[]): Site {
  const key = resources.map(({ props }) => target(props));
  if (last?.key.length === key.length && last.key.every((value, index) => value === key[index])) return last.site;
  const site = new Collector(resources).site();
  last = { key, site };
  return site;
}

class Collector {
  readonly #layouts = new Map<string, { readonly facts: NodeProjects; readonly urn: string }>();
  readonly #projects = new Map<string, ProjectFacts[]>();
  readonly #urns = new Map<string, string>();
  readonly #volumes: VolumeFacts[] = [];
  readonly #records: RecordFacts[] = [];
  readonly #lanRecords: (LanRecordFacts & { readonly resource: string })[] = [];
  readonly #lanNames = new Map<string, string>();
  readonly #bounded: BoundedRecord[] = [];
  readonly #guests = new GuestCollector();
  readonly #stateful: ReplacedResource[] = [];
  readonly #unattributed: PolicyResource[] = [];
  readonly #values: object[] = [];

  constructor(resources: readonly StackResource[]) {
    // The engine hands them over in another order every time, and the same stack is to get the same report.
    for (const resource of [...resources].sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0))) this.#add(resource);
  }

  site(): Site {
    const names = [...new Set([...this.#layouts.keys(), ...this.#projects.keys()])];
    return {
      nodes: names.map((node) => this.#node(node)),
      withoutLayout: names.filter((node) => !this.#layouts.has(node)),
      volumes: this.#volumes,
      records: this.#records,
      lanRecords: this.#lanRecords.map((record) => ({ ...record, exposure: this.#lanNames.get(record.resource) })),
      bounded: this.#bounded,
      hypervisors: this.#guests.hypervisors(),
      stateful: this.#stateful,
      unattributed: this.#unattributed,
      values: this.#values,
      urnOf: (problem) => this.#urnOf(problem),
    };
  }

  #add(resource: StackResource): void {
    const { type, urn, props } = resource;
    if (isLeftOut(resource)) return;
    const name = urn.split("::").slice(3).join("::");
    if (resource.opts?.deleteBeforeReplace === true) this.#stateful.push({ type, name, deleteBeforeReplace: true });
    if (type === projectType) this.#addProject(resource);
    else if (type === layoutType) this.#addLayout(resource);
    else if (type === volumeType) this.#volumes.push(volumeFacts(resource));
    else if (recordTypes.has(type)) {
      this.#records.push({ name: read(props, "name"), content: read(props, "content", "value") });
      this.#bounded.push({ name: read(props, "name"), ttl: readNumber(props, "ttl"), public: true });
    } else if (type === lanRecordType) {
      this.#lanRecords.push({ name: read(props, "name"), value: read(props, "value"), exposure: undefined, resource: name });
      this.#bounded.push({ name: read(props, "name"), ttl: readNumber(props, "ttl"), public: false });
    } else if (type === lanNameType) this.#lanNames.set(name, String(read(props, "exposure")));
    else if (!this.#guests.add(resource)) return;
    this.#values.push(props);
    this.#urns.set(urn, urn);
  }

  #addProject(resource: StackResource): void {
    const facts = projectOf(resource);
    if (facts === undefined) {
      this.#unattributed.push(resource);
      return;
    }
    const projects = this.#projects.get(facts.node);
    if (projects === undefined) this.#projects.set(facts.node, [facts]);
    else projects.push(facts);
    const services = (facts.document as { services?: object | Unknown } | undefined)?.services;
    for (const name of Object.keys(services ?? {})) this.#urns.set(`${facts.node}/${name}`, resource.urn);
    this.#urns.set(`${facts.node} ${facts.service}`, resource.urn);
  }

  #addLayout(resource: StackResource): void {
    const facts = nodeOfInputs(resource.props);
    if (facts === undefined) this.#unattributed.push(resource);
    else this.#layouts.set(facts.node, { facts, urn: resource.urn });
  }

  #node(node: string): NodeProjects {
    const projects = this.#projects.get(node) ?? [];
    const layout = this.#layouts.get(node)?.facts;
    return layout === undefined ? { node, site: "", capabilities: {}, topology: {}, projects } : { ...layout, projects };
  }

  /** Messages name the node; a container's name is unique on it, or that very thing is the problem. */
  #urnOf({ path, message }: Problem): string | undefined {
    const nodes = [...this.#layouts.keys()].filter((node) => new RegExp(`(^|[^A-Z0-9-])${node}([^A-Z0-9-]|$)`).test(message));
    const container = /^services\.([^.[]+)/.exec(path)?.[1];
    const owner = nodes.map((node) => this.#urns.get(`${node}/${String(container)}`)).find((urn) => urn !== undefined);
    const project = nodes.map((node) => {
      const [, service] = new RegExp(`([a-z][a-z0-9-]*)(?:/[a-z0-9-]+)? on ${node}(?:[^A-Z0-9-]|$)`).exec(message) ?? [];
      return /^(volumes|networks|secrets|configs)\./.test(path) ? this.#urns.get(`${node} ${String(service)}`) : undefined;
    });
    return owner ?? project.find((urn) => urn !== undefined) ?? this.#layouts.get(nodes[0] ?? "")?.urn;
  }
}

function volumeFacts({ urn, props, opts }: StackResource): VolumeFacts {
  // Every resource of a node is called `<node>/…`.
  const node = urn.split("::").slice(3).join("::").split("/")[0] ?? "";
  return { node, name: read(props, "name"), protect: opts?.protect === true, ignoreChanges: opts?.ignoreChanges ?? [] };
}

function read(props: object, ...keys: readonly string[]): string | Unknown {
  const known = target(props) as Readonly<Record<string, unknown>>;
  const value = keys.map((key) => known[key]).find((one) => one !== undefined);
  return isUnknown(value) || typeof value === "string" ? value : "";
}

function readNumber(props: object, key: string): number | Unknown | undefined {
  const value = (target(props) as Readonly<Record<string, unknown>>)[key];
  return typeof value === "number" || isUnknown(value) ? value : undefined;
}
