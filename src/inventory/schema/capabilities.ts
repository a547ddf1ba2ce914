import { z } from "zod";
import { absolutePath, kebabName, mebibytes, nodeName, sentence } from "./words.ts";

/** What a node's memory allows, in MiB. */
export const memory = z.strictObject({
  total_mib: mebibytes.min(1),
  swap_mib: mebibytes,
  /** What the operating system and the Docker engine keep for themselves. */
  reserve_mib: mebibytes,
  /** The bound for the sum of all containers' limits. @default total_mib − reserve_mib */
  budget_mib: mebibytes.optional(),
});
export type Memory = z.infer<typeof memory>;

/** Folders of which no part is data: what is in them makes a node what it is. */
const systemFolders = [
  "bin",
  "boot",
  "dev",
  "etc",
  "lib",
  "lib32",
  "lib64",
  "proc",
  "root",
  "run",
  "sbin",
  "sys",
  "tmp",
  "usr",
  "var",
  "opt/homelab",
];

/** A folder that may hold data of services: deep enough that it is no other thing's, and not one of the system's. */
export const dataRoot = absolutePath.refine(
  (path) =>
    path.split("/").length > 2 && !systemFolders.some((folder) => `${path}/`.startsWith(`/${folder}/`)) && !/^\/home\/[^/]+$/.test(path),
  {
    error:
      "must be a folder for data, like /home/dockeruser/docker or /srv/data; not a home directory, and not below a folder of the system",
  },
);

/** `hosts/<node>/capabilities.yaml`: what the machine is and can do. */
export const capabilities = z.strictObject({
  node: nodeName,
  architecture: z.enum(["amd64", "arm64"]),
  cpu_cores: z.int().min(1),
  memory,
  /** The graphics processors that containers may use; empty for none. */
  gpus: z
    .array(
      z.strictObject({
        vendor: z.enum(["nvidia", "amd", "intel"]),
        model: sentence,
        memory_mib: mebibytes,
      }),
    )
    .default([]),
  /** `intermittent`: the node must work for days without the rest of the homelab. */
  uplink: z.enum(["steady", "intermittent"]),
  /** Left out on a machine that runs no containers, only guests: nothing of this program is placed on it. */
  container_engine: z
    .strictObject({
      name: z.literal("docker"),
      /** `v1` is the hyphenated docker-compose 1.29.2; `v2` is the `docker compose` plugin, v5 included. */
      compose: z.enum(["v1", "v2"]),
      compose_version: z.string().regex(/^\d+\.\d+\.\d+$/, { error: "must be a version like 2.40.3" }),
    })
    .optional(),
  /** Present when the machine runs guests; `guests.yaml` beside this file says which. */
  hypervisor: z
    .strictObject({
      kind: z.literal("proxmox-ve"),
      /** The name of the machine inside its Proxmox cluster. */
      node_name: kebabName,
      /** The API's address, without a path. */
      endpoint: z.url({ protocol: /^https$/, error: "must be an https:// address" }),
      /** How many cores the guests may be given for each core there is. @default 1 */
      core_overcommit: z.number().min(1).max(16).default(1),
      /** The storages that hold the disks of guests, with what there is and what must stay free, in GiB. */
      datastores: z.record(z.string().min(1), z.strictObject({ size_gib: z.int().min(1), reserve_gib: z.int().min(0).default(0) })),
    })
    .optional(),
  /**
   * Where services of the node may keep data beside their own folders below /opt/homelab, each in what its contract declares.
   * @default nowhere
   */
  data_roots: z.array(dataRoot).default([]),
  /** Devices that containers may be given, by what they are; network devices by their address. */
  devices: z
    .array(
      z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("path"), name: kebabName, path: absolutePath, description: sentence }),
        z.strictObject({
          kind: z.literal("tcp"),
          name: kebabName,
          address: z.string().regex(/^[^\s:]+:\d+$/, { error: "must be host:port" }),
          description: sentence,
        }),
      ]),
    )
    .default([]),
});
export type Capabilities = z.infer<typeof capabilities>;
