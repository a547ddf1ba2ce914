/** A type of resource that holds something which nobody can make again, or which others rely on by its name. */
export interface StatefulType {
  /** The type token as the engine writes it. */
  readonly token: string;
  /** What goes when one of them is deleted or replaced, one clause. */
  readonly loses: string;
}

/**
 * The types that a plan may neither delete nor replace without its own word. Replacing one is deleting it first or last: a
 * volume comes back empty, a guest without its disks, and a name points nowhere until the new one has spread.
 */
export const statefulTypes: readonly StatefulType[] = [
  { token: "docker:index/volume:Volume", loses: "the data of the volume" },
  { token: "proxmoxve:index/vmLegacy:VmLegacy", loses: "the machine with its disks" },
  { token: "proxmoxve:index/vm:Vm", loses: "the machine with its disks" },
  { token: "proxmoxve:index/containerLegacy:ContainerLegacy", loses: "the container with its disks" },
  { token: "cloudflare:index/dnsRecord:DnsRecord", loses: "a public name" },
  { token: "cloudflare:index/record:Record", loses: "a public name" },
  { token: "cloudflare:index/zone:Zone", loses: "every name of the zone" },
  { token: "homelab:npm:ProxyHost", loses: "the way from a public name to its service, settings made by hand included" },
  { token: "homelab:technitium:Record", loses: "a name on the local network" },
];

const byToken: ReadonlyMap<string, StatefulType> = new Map(statefulTypes.map((type) => [type.token, type]));

/** What is lost with a resource of this type; undefined for one that can be made again. */
export function lossOf(token: string): string | undefined {
  return byToken.get(token)?.loses;
}
