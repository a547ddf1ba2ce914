import { z } from "zod";
import { dnsName, kebabName, nodeName, port, sentence } from "./words.ts";

/** What a node is for; the words of the seed's table of nodes. */
export const nodeRole = z.enum([
  "control",
  "compute",
  "monitoring",
  "ingress",
  "edge-hypervisor",
  "edge-home-automation",
]);
export type NodeRole = z.infer<typeof nodeRole>;

/** How a node's shell and engine are reached: OpenSSH over the mesh, or the local socket of the machine this runs on. */
export const connection = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("ssh"),
    /** The account that may talk to the Docker engine. */
    user: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, { error: "must be a POSIX user name" }),
    /** @default 22 */
    port: port.default(22),
  }),
  z.strictObject({
    kind: z.literal("local"),
    /** The engine's socket. @default "/var/run/docker.sock" */
    socket: z.string().default("/var/run/docker.sock"),
  }),
]);
export type Connection = z.infer<typeof connection>;

/** One machine of the homelab. */
export const topologyNode = z.strictObject({
  site: kebabName,
  role: nodeRole,
  description: sentence,
  /** The name by which the mesh finds it (Tailscale MagicDNS), without the mesh's domain. */
  address: dnsName,
  /** Its fixed address inside the mesh (Tailscale's 100.64.0.0/10), for services of class `mesh`. */
  mesh_address: z
    .ipv4()
    .regex(/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, { error: "must be an address in 100.64.0.0/10" })
    .optional(),
  /** Its fixed address on its own network, for services of class `lan`. */
  lan_address: z.ipv4().optional(),
  /** Its address on the internet, for services of class `public`. */
  public_address: z.ipv4().optional(),
  connection,
});
export type TopologyNode = z.infer<typeof topologyNode>;

/** `inventory/topology.yaml`: the mesh, the sites, the nodes. */
export const topology = z.strictObject({
  mesh: z.strictObject({
    kind: z.literal("tailscale"),
    /** The tailnet's DNS suffix. */
    domain: dnsName,
  }),
  /** The DNS zone under which public services get their names. */
  public_domain: dnsName,
  sites: z.record(kebabName, z.strictObject({ description: sentence })),
  nodes: z.record(nodeName, topologyNode),
});
export type Topology = z.infer<typeof topology>;
