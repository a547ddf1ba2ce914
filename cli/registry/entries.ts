import { guestsOf, nodesOf, type Deployment, type Inventory, type NodeFacts } from "../../src/inventory/inventory.ts";
import { knownContainers } from "../../src/rules/parts.ts";
import { projectFacts } from "../../src/rules/facts.ts";
import { formatPort, isAllAddresses, portsOf } from "../../src/rules/exposure/ports.ts";
import type { Contract, Exposure, GuestService } from "../../src/inventory/schema/index.ts";

/** A service as a person looks it up. */
export interface ServiceEntry {
  readonly service: string;
  /** The node or guest that runs it. */
  readonly where: string;
  readonly description: string;
  readonly exposure: Exposure;
  /** Addresses with ports and protocols, the widest first. */
  readonly ports: readonly string[];
  /** What a person types to get there. */
  readonly reach: readonly string[];
  readonly owner: string;
  readonly data: readonly string[];
  /** The backup sets or jobs that save it. */
  readonly backup: readonly string[];
}

/** A machine as a person looks it up. */
export interface MachineEntry {
  readonly name: string;
  /** `node`, or for a guest its kind and number. */
  readonly kind: string;
  readonly description: string;
  readonly addresses: readonly string[];
  readonly reach: string;
  readonly size: string;
  readonly backup: string;
  /** The hypervisor of a guest. */
  readonly on?: string;
  /** The node of the topology that a guest is. */
  readonly is?: string;
}

/** Everything of a site. */
export interface SiteEntry {
  readonly name: string;
  readonly description: string;
  readonly machines: readonly MachineEntry[];
  readonly services: readonly ServiceEntry[];
}

/** The registry, from the data alone: in the order of the topology, services in that of their files. */
export function registryOf(inventory: Inventory): SiteEntry[] {
  return Object.entries(inventory.topology.sites).map(([name, { description }]) => {
    const nodes = nodesOf(inventory, name);
    return {
      name,
      description,
      machines: nodes.flatMap((node) => [nodeEntry(node, inventory), ...guestEntries(node)]),
      services: nodes.flatMap((node) => [
        ...node.deployments.map((deployment) => deployedService(deployment, node, inventory)),
        ...guestsOf(node).flatMap(({ name: guest, guest: { services, backup, network } }) =>
          Object.entries(services).map(([service, said]) =>
            guestService(inventory, name, { guest, node: node.name, service, said, backup, address: network.address }),
          ),
        ),
      ]),
    };
  });
}

function nodeEntry({ name, topology, capabilities }: NodeFacts, { topology: { mesh } }: Inventory): MachineEntry {
  const { lan_address, mesh_address, public_address, connection, address } = topology;
  const addresses = [
    ...(public_address === undefined ? [] : [`${public_address} (internet)`]),
    ...(mesh_address === undefined ? [] : [`${mesh_address} (mesh)`]),
    ...(lan_address === undefined ? [] : [`${lan_address} (lan)`]),
  ];
  const port = connection.kind === "ssh" && connection.port !== 22 ? `-p ${connection.port} ` : "";
  const host = address.includes(".") ? address : `${address}.${mesh.domain}`;
  const gpus = capabilities.gpus.map(({ model }) => model).join(", ");
  return {
    name,
    kind: capabilities.hypervisor === undefined ? "node" : "node, hypervisor",
    description: topology.description,
    addresses,
    reach: connection.kind === "ssh" ? `ssh ${port}${connection.user}@${host}` : "this machine",
    size: `${capabilities.cpu_cores} cores, ${gib(capabilities.memory.total_mib)}${gpus === "" ? "" : `, ${gpus}`}`,
    backup: "by service",
  };
}

function guestEntries(node: NodeFacts): MachineEntry[] {
  return guestsOf(node).map(({ name, guest }) => {
    const address = guest.network.address.split("/")[0] ?? "";
    const job = guest.backup === false ? undefined : node.guests?.backup_jobs[guest.backup];
    return {
      name,
      kind: `${guest.kind} ${guest.vmid}`,
      description: guest.description,
      addresses: [address === "dhcp" ? "by DHCP" : `${address} (lan)`],
      reach: guest.kind === "lxc" ? `pct enter ${guest.vmid} on ${node.name}` : `qm terminal ${guest.vmid} on ${node.name}`,
      size: `${guest.cores} cores, ${gib(guest.memory_mib)}, ${guest.disk.size_gib} GiB on ${guest.disk.datastore}`,
      backup: job === undefined || guest.backup === false ? "none" : `${guest.backup}: ${job.schedule} to ${job.storage}`,
      on: node.name,
      ...(guest.node === undefined ? {} : { is: guest.node }),
    };
  });
}

function deployedService(deployment: Deployment, node: NodeFacts, { topology }: Inventory): ServiceEntry {
  const { contract, exposure, service } = deployment;
  const ports = knownContainers(projectFacts(deployment))
    .flatMap((container) => portsOf(container))
    .map((port) => ({ text: formatPort(port), all: isAllAddresses(port.address), port }));
  const names =
    exposure === "public"
      ? contract.public_names.map(({ name }) => `https://${name === "@" ? "" : `${name}.`}${topology.public_domain}`)
      : [];
  const beyond = ports.filter(({ port }) => port.address !== "127.0.0.1" && port.address !== "::1");
  return {
    service,
    where: node.name,
    description: contract.description,
    exposure,
    ports: ports.map(({ text, all }) => (all ? `every address:${text}` : text)).sort(byLoopbackLast),
    reach:
      names.length > 0 || exposure === "none"
        ? names
        : addressesOf(
            deployment,
            node,
            beyond.map(({ text, all }) => ({ text, all })),
          ),
    owner: contract.owner_node === "each" ? "each node" : contract.owner_node,
    data: dataOf(contract),
    backup: [...new Set(contract.persistence.paths.flatMap(({ backup }) => (backup === false ? [] : [backup])))],
  };
}

interface OnGuest {
  readonly guest: string;
  readonly node: string;
  readonly service: string;
  readonly said: GuestService;
  readonly backup: string | false;
  readonly address: string;
}

function guestService({ topology }: Inventory, site: string, { guest, node, service, said, backup, address }: OnGuest): ServiceEntry {
  const domain = topology.sites[site]?.lan?.domain;
  const own = address === "dhcp" ? guest : (address.split("/")[0] ?? "");
  return {
    service,
    where: `${guest} on ${node}`,
    description: said.description,
    exposure: said.exposure,
    ports: said.ports.map(({ port, protocol }) => `${own}:${port}/${protocol}`),
    reach: [said.access, ...(domain === undefined ? [] : said.names.map((name) => `${name}.${domain}`))],
    owner: node,
    data: said.persistence.map(({ path }) => path),
    backup: [
      ...(backup === false ? [] : [`guest ${backup}`]),
      ...new Set(said.persistence.flatMap((path) => (path.backup === false ? [] : [path.backup]))),
    ],
  };
}

/** The published addresses; of a container on the node's own network, the port that its health check asks. */
function addressesOf(
  { contract, exposure }: Deployment,
  { topology }: NodeFacts,
  ports: readonly { readonly text: string; readonly all: boolean }[],
): string[] {
  const address =
    (exposure === "public" ? topology.public_address : exposure === "mesh" ? topology.mesh_address : topology.lan_address) ??
    topology.address;
  if (ports.length > 0) return ports.map(({ text, all }) => `${all ? `${address}:` : ""}${text.replace(/\/\w+$/, "")}`);
  const { healthcheck } = contract;
  const port = healthcheck.type === "http" ? new URL(healthcheck.url).port : healthcheck.type === "tcp" ? String(healthcheck.port) : "";
  return port === "" ? [] : [`${address}:${port}`];
}

function dataOf({ persistence }: Contract): string[] {
  return [...new Set(persistence.paths.map((path) => (path.type === "volume" ? `volume ${path.name}` : path.source)))];
}

function byLoopbackLast(a: string, b: string): number {
  return Number(a.startsWith("127.")) - Number(b.startsWith("127.")) || a.localeCompare(b, "en", { numeric: true });
}

function gib(mebibytes: number): string {
  return `${Math.round((mebibytes / 1024) * 10) / 10} GiB`;
}
