import type { Guest, ShapePart } from "./schema/index.ts";

/** A part of a guest that only a new guest could have otherwise. */
export interface ShapeRule {
  readonly part: ShapePart;
  readonly kind: Guest["kind"];
  /** The property of the Pulumi resource that forces the replacement. */
  readonly property: string;
  /** `smaller`: only a smaller value does. @default any other value */
  readonly when?: "smaller";
  /** How a person brings the change about without losing the guest, on the hypervisor; `<vmid>` stands for the number. */
  readonly byHand: string;
}

/**
 * What forces a replacement. Source: bpg/terraform-provider-proxmox v0.111.1, which proxmoxve 8.5 bridges: every `ForceNew` and
 * `ForceNewIf` of `proxmoxtf/resource/container/container.go` and `proxmoxtf/resource/vm/vm.go` whose property this program sets.
 * The plugin's own schema does not say it, so that no preview without the plugin would show it. A test derives the list from that
 * source and holds it against what the components set.
 */
export const shapeRules: readonly ShapeRule[] = [
  { part: "vmid", kind: "lxc", property: "vmId", byHand: "restore its backup under the new number (pct restore)" },
  { part: "node_name", kind: "lxc", property: "nodeName", byHand: "pct migrate <vmid> <node>" },
  { part: "datastore", kind: "lxc", property: "disk.datastoreId", byHand: "pct move-volume <vmid> rootfs <storage>" },
  {
    part: "disk_size",
    kind: "lxc",
    property: "disk.size",
    when: "smaller",
    byHand: "restore its backup onto a smaller disk (pct restore)",
  },
  { part: "bind_mounts", kind: "lxc", property: "mountPoints", byHand: "pct set <vmid> -mp<n> <source>,mp=<target>" },
  { part: "template", kind: "lxc", property: "operatingSystem", byHand: "upgrade it from inside" },
  { part: "privileged", kind: "lxc", property: "unprivileged", byHand: "restore its backup with --unprivileged 0 or 1 (pct restore)" },
  { part: "account", kind: "lxc", property: "initialization.userAccount", byHand: "edit /root/.ssh/authorized_keys inside it" },
  { part: "vmid", kind: "vm", property: "vmId", byHand: "restore its backup under the new number (qmrestore)" },
  // The plugin would migrate it with migrate: true, which this program does not say.
  { part: "node_name", kind: "vm", property: "nodeName", byHand: "qm migrate <vmid> <node>" },
  {
    part: "disk_size",
    kind: "vm",
    property: "disks[0].size",
    when: "smaller",
    byHand: "restore its backup onto a smaller disk (qmrestore)",
  },
];

/**
 * The parts of a guest as they are compared, by part.
 * @param nodeName what Proxmox VE calls the machine that runs it
 */
export function shapeOf(guest: Guest, nodeName: string): Partial<Record<ShapePart, unknown>> {
  if (guest.kind === "vm") return { vmid: guest.vmid, node_name: nodeName, disk_size: guest.disk.size_gib };
  return {
    vmid: guest.vmid,
    node_name: nodeName,
    datastore: guest.disk.datastore,
    disk_size: guest.disk.size_gib,
    bind_mounts: guest.bind_mounts.map(({ source, target, read_only }) => ({ source, target, read_only })),
    template: guest.system.template,
    privileged: guest.privileged !== undefined,
    account: guest.ssh_keys,
  };
}

/** The properties that a guest's resource never replaces it over; the shape itself refuses such a change. */
export function shapeProperties(kind: Guest["kind"]): string[] {
  // A size is changed in place when it grows, and the provider refuses to shrink nothing else.
  return shapeRules.filter((rule) => rule.kind === kind && rule.when === undefined).map(({ property }) => property);
}

/** The name of a guest's resources: that of its hypervisor, its kind, and the node it is, or its key. */
export function guestResourceName(hypervisor: string, key: string, { kind, node }: Pick<Guest, "kind" | "node">): string {
  return `${hypervisor}/${kind}/${node ?? key}`;
}
