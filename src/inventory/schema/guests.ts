import { z } from "zod";
import { healthcheck } from "./contract.ts";
import { absolutePath, day, dnsName, exposure, kebabName, mebibytes, nodeName, port, sentence } from "./words.ts";

const datastore = z.string().regex(/^[A-Za-z][A-Za-z0-9._-]*$/, { error: "must be the name of a Proxmox storage, like local-zfs" });
const bridge = z.string().regex(/^vmbr\d+$/, { error: "must be a bridge like vmbr0" });
const sshKey = z
  .string()
  .regex(/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-\S+) \S+/, { error: "must be a public key as in authorized_keys" });

/** The guest's address on its bridge. */
export const guestNetwork = z.strictObject({
  bridge,
  /** With the length of its network (`10.5.0.2/24`), or `dhcp`. */
  address: z.string().regex(/^(dhcp|((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!\/)|(?=\/))){4}\/(3[0-2]|[12]?\d))$/, {
    error: "must be an address with its prefix, like 10.5.0.2/24, or dhcp",
  }),
  gateway: z.ipv4().optional(),
  /** @default untagged */
  vlan: z.int().min(1).max(4094).optional(),
  /** @default what Proxmox VE makes up once */
  mac: z
    .string()
    .regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/, { error: "must be a MAC address in capitals, like BC:24:11:00:00:01" })
    .optional(),
});

/** When it starts and stops together with its hypervisor. */
export const boot = z.strictObject({
  /** @default true */
  start: z.boolean().default(true),
  /** Lower starts earlier and stops later. */
  order: z.int().min(1).max(9999),
  /** Seconds until the next one is started. @default 0 */
  up_delay_seconds: z.int().min(0).max(3600).default(0),
  /** Seconds it may take to shut down. @default 60 */
  down_delay_seconds: z.int().min(0).max(3600).default(60),
});

/** A service that runs in the guest itself, not in a container of this program; its contract. */
export const guestService = z.strictObject({
  description: sentence,
  /** Never `public`: the internet gets in through the public ingress only. */
  exposure: exposure.exclude(["public"]),
  ports: z.array(z.strictObject({ port, protocol: z.enum(["tcp", "udp"]).default("tcp"), purpose: sentence })).min(1),
  /** How a person gets there, an address or a command. */
  access: sentence,
  /** Labels below the site's `lan.domain`, each an A record. Only for services of class `lan`. @default none */
  names: z.array(dnsName).default([]),
  /** How it is seen that it works. */
  healthcheck: z.discriminatedUnion("type", [healthcheck.options[0], healthcheck.options[1]]),
  /** What it keeps inside the guest, or on a bind mount of it. */
  persistence: z.array(z.strictObject({ path: absolutePath, description: sentence, backup: z.union([kebabName, z.literal(false)]) })),
});
export type GuestService = z.infer<typeof guestService>;

/** The parts of a guest that nothing can change in place; `changed_by_hand` names those a person has changed. */
export const shapePart = z.enum(["vmid", "node_name", "datastore", "disk_size", "bind_mounts", "template", "privileged", "account"]);
export type ShapePart = z.infer<typeof shapePart>;

const shared = {
  /** Unique on the hypervisor's cluster. */
  vmid: z.int().min(100).max(999_999_999),
  description: sentence,
  /** The node of the topology that the guest is. @default none, it runs nothing of ours */
  node: nodeName.optional(),
  cores: z.int().min(1),
  memory_mib: mebibytes.min(16),
  disk: z.strictObject({ datastore, size_gib: z.int().min(1) }),
  network: guestNetwork,
  boot,
  tags: z.array(kebabName).default([]),
  /** Does it hold something? Then it is protected, and what would replace it is refused. @default true */
  stateful: z.boolean().default(true),
  /** The job of `backup_jobs` that saves it, or false. */
  backup: z.union([kebabName, z.literal(false)]),
  /**
   * Parts that a person has changed on the hypervisor itself, because only a new guest could have them otherwise: the next
   * `up` takes them as they are written here. Empty again afterwards.
   */
  changed_by_hand: z.array(shapePart).default([]),
  services: z.record(kebabName, guestService).default({}),
};

/** A Linux container. */
export const containerGuest = z.strictObject({
  kind: z.literal("lxc"),
  ...shared,
  swap_mib: mebibytes.default(0),
  /** Folders of the hypervisor that the container sees; they outlive it. */
  bind_mounts: z
    .array(z.strictObject({ source: absolutePath, target: absolutePath, read_only: z.boolean().default(false), description: sentence }))
    .default([]),
  features: z.array(z.enum(["nesting", "keyctl", "fuse"])).default([]),
  /** Root inside is root outside: only with a reason. @default unprivileged */
  privileged: z.strictObject({ reason: sentence }).optional(),
  system: z.strictObject({
    /** What it was made from (`local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst`). */
    template: z
      .string()
      .regex(/^[A-Za-z][\w.-]*:vztmpl\/\S+$/, { error: "must be a template like local:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst" }),
    type: z.enum(["alpine", "archlinux", "centos", "debian", "fedora", "gentoo", "nixos", "opensuse", "ubuntu"]),
  }),
  ssh_keys: z.array(sshKey).default([]),
});
export type ContainerGuest = z.infer<typeof containerGuest>;

/** A virtual machine. */
export const machineGuest = z.strictObject({
  kind: z.literal("vm"),
  ...shared,
  /** Does the QEMU guest agent run in it? @default true */
  guest_agent: z.boolean().default(true),
  /** The disk it was made from (`local:import/debian-12-genericcloud-amd64.qcow2`). @default an empty disk, installed by hand */
  image: z
    .string()
    .regex(/^[A-Za-z][\w.-]*:(import|iso)\/\S+$/, { error: "must be an image like local:import/debian-12.qcow2" })
    .optional(),
  /** First settings through cloud-init. @default none: it was installed by hand */
  cloud_init: z
    .strictObject({
      datastore,
      user: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/),
      ssh_keys: z.array(sshKey).min(1),
      dns: z.array(z.ipv4()).default([]),
    })
    .optional(),
});
export type MachineGuest = z.infer<typeof machineGuest>;

export const guest = z.discriminatedUnion("kind", [containerGuest, machineGuest]);
export type Guest = z.infer<typeof guest>;

/** When and where guests are saved. */
export const backupJob = z.strictObject({
  /** The Proxmox storage that takes the backups. */
  storage: datastore,
  /** A systemd calendar event (`02:30`, `sat 03:00`). */
  schedule: z.string().regex(/^[A-Za-z0-9*/:,. -]+$/, { error: "must be a calendar event like 02:30" }),
  mode: z.enum(["snapshot", "suspend", "stop"]).default("snapshot"),
  keep: z.strictObject({
    daily: z.int().min(1).max(365),
    weekly: z.int().min(0).max(260).default(0),
    monthly: z.int().min(0).max(120).default(0),
  }),
});
export type BackupJob = z.infer<typeof backupJob>;

/** `hosts/<node>/guests.yaml`: what a hypervisor runs. */
export const hostGuests = z.strictObject({
  node: nodeName,
  backup_jobs: z.record(kebabName, backupJob).default({}),
  guests: z.record(kebabName, guest),
});
export type HostGuests = z.infer<typeof hostGuests>;

/** `hosts/<node>/imports.yaml`: what existed before this program, by the name it has here; adopted by the first `up`. */
export const hostImports = z.strictObject({
  node: nodeName,
  /** The day on which the ids were looked up. */
  looked_up: day,
  /** Guests by their key in guests.yaml: `<Proxmox node>/<vmid>`. */
  guests: z
    .record(kebabName, z.string().regex(/^[a-z0-9-]+\/\d{3,9}$/, { error: "must be <Proxmox node>/<vmid>, like core/102" }))
    .default({}),
  /** Cloudflare records by their whole name: the record's id, 32 hexadecimal digits. */
  records: z.record(dnsName, z.string().regex(/^[0-9a-f]{32}$/, { error: "must be 32 hexadecimal digits" })).default({}),
  /** Names for which the node's Nginx Proxy Manager has a proxy host already. */
  proxy_hosts: z.array(dnsName).default([]),
  /** Names that the site's DNS server has already, without the site's domain. */
  lan_names: z.array(dnsName).default([]),
});
export type HostImports = z.infer<typeof hostImports>;
