import { deployedDocument } from "../src/inventory/deployed-document.ts";
import {
  guestsOf,
  nodesOf,
  runsContainers,
  type Deployment,
  type GuestOf,
  type Inventory,
  type NodeFacts,
} from "../src/inventory/inventory.ts";
import { managedVolumes } from "../src/inventory/managed-volumes.ts";
import { publicNames } from "../src/inventory/public-names.ts";
import { lanNames } from "../src/inventory/lan-names.ts";
import { nodeTopology } from "../src/rules/node-facts.ts";
import type { NamedResource } from "./ask.ts";
import { layoutType, projectType } from "./resources.ts";

type Options = NonNullable<NamedResource["opts"]>;

/**
 * The resources of a site that the policies speak about, as the program makes them, worked out from the inventory alone. A test
 * holds them against what a preview of every site registers.
 */
export function plannedResources(inventory: Inventory, site: string): NamedResource[] {
  const resource = (type: string, name: string, props: object, opts: Options = {}): NamedResource => ({
    type,
    name,
    urn: `urn:pulumi:${site}::homelab::${type}::${name}`,
    props,
    opts: { protect: false, ignoreChanges: [], ...opts },
  });
  const nodes = nodesOf(inventory, site);
  return [
    ...nodes.filter(runsContainers).flatMap((node) => [
      resource(layoutType, `${node.name}/layout`, {
        node: node.name,
        site,
        capabilities: node.capabilities,
        topology: nodeTopology(inventory.topology, node),
      }),
      ...node.deployments.flatMap((deployment) => planService(deployment, resource)),
    ]),
    ...publicNames(inventory, site).map(({ host, deployment, node }) =>
      resource("cloudflare:index/dnsRecord:DnsRecord", `${node.name}/${deployment.service}/host/${host}`, {
        name: host,
        type: "A",
        content: node.topology.public_address ?? "",
        // Cloudflare's word for "as short as you think best".
        ttl: 1,
      }),
    ),
    ...nodes.filter(({ guests }) => guests !== undefined).flatMap((node) => planHypervisor(node, resource)),
    ...lanNames(inventory, site).flatMap(({ host, service, address, zone, hypervisor }) => {
      const name = `${hypervisor.name}/name/${host}`;
      return [
        resource("homelab:components:LanName", name, { service, exposure: "lan" }),
        resource("homelab:technitium:Record", name, {
          api: zone.api,
          zone: zone.domain,
          name: host,
          type: "A",
          value: address,
          ttl: zone.ttl,
        }),
      ];
    }),
  ];
}

type Make = (type: string, name: string, props: object, opts?: Options) => NamedResource;

function planService(deployment: Deployment, resource: Make): NamedResource[] {
  const { node, site, service, project, contract, exposure, files } = deployment;
  const name = `${node}/${service}`;
  return [
    ...managedVolumes(deployment).map(({ volume }) =>
      resource(
        "docker:index/volume:Volume",
        `${name}/volume/${volume}`,
        { name: volume },
        { protect: true, ignoreChanges: ["labels", "driver", "driverOpts"] },
      ),
    ),
    resource(projectType, `${name}/project`, {
      node,
      site,
      service,
      project,
      document: deployedDocument(deployment),
      contract,
      exposure,
      files: Object.fromEntries(files.map(({ path, content, mode, sha256 }) => [path, { content, mode, sha256 }])),
    }),
  ];
}

function planHypervisor(node: NodeFacts, resource: Make): NamedResource[] {
  const { name, capabilities, topology } = node;
  return [
    resource("homelab:components:Hypervisor", `${name}/hypervisor`, { node: name, site: topology.site, capabilities }),
    ...guestsOf(node).flatMap((guest) => planGuest(guest, resource)),
  ];
}

function planGuest({ hypervisor, name: key, guest }: GuestOf, resource: Make): NamedResource[] {
  const vm = guest.kind === "vm";
  const name = `${hypervisor.name}/${vm ? "vm" : "lxc"}/${guest.node ?? key}`;
  const privileged = guest.kind === "vm" ? undefined : guest.privileged?.reason;
  const disk = { datastoreId: guest.disk.datastore, size: guest.disk.size_gib };
  const common = {
    nodeName: hypervisor.capabilities.hypervisor?.node_name ?? "",
    vmId: guest.vmid,
    cpu: { cores: guest.cores },
    memory: { dedicated: guest.memory_mib },
  };
  return [
    resource(vm ? "homelab:components:VirtualMachine" : "homelab:components:Container", name, {
      guest: key,
      stateful: guest.stateful,
      ...(privileged === undefined ? {} : { privileged }),
    }),
    resource(
      vm ? "proxmoxve:index/vmLegacy:VmLegacy" : "proxmoxve:index/containerLegacy:ContainerLegacy",
      name,
      vm ? { ...common, disks: [disk] } : { ...common, disk, unprivileged: privileged === undefined },
      { protect: guest.stateful },
    ),
  ];
}
