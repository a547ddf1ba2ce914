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
  "hypervisor",
  "services",
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

/** A web API through which this program manages names. What opens it comes from the environment, never from here. */
export const api = z.strictObject({
  kind: z.enum(["npm", "technitium"]),
  /** The node whose names it serves. */
  node: nodeName,
  /** Scheme, host and port, without a path. */
  url: z
    .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
    .regex(/^https?:\/\/[^/?#@]+$/, { error: "must be scheme, host and port only" }),
  /** Why passwords and tokens may travel without TLS. Needed for http:// beyond this machine. */
  plaintext: sentence.optional(),
});
export type Api = z.infer<typeof api>;

/** What stands on one network. */
export const site = z.strictObject({
  description: sentence,
  /** The names on the site's own network. @default none are managed */
  lan: z
    .strictObject({
      /** The zone below which services of class `lan` get their names. */
      domain: dnsName,
      /** The API of the DNS server that holds the zone, a key of `apis`. */
      api: kebabName,
      /** How long others may remember an answer, in seconds. @default 3600 */
      ttl: z.int().min(60).max(86_400).default(3600),
    })
    .optional(),
});
export type Site = z.infer<typeof site>;

/** `inventory/topology.yaml`: the mesh, the sites, the nodes. */
export const topology = z.strictObject({
  mesh: z.strictObject({
    kind: z.literal("tailscale"),
    /** The tailnet's DNS suffix. */
    domain: dnsName,
  }),
  /** The DNS zone under which public services get their names. */
  public_domain: dnsName,
  apis: z.record(kebabName, api).default({}),
  sites: z.record(kebabName, site),
  nodes: z.record(nodeName, topologyNode),
});
export type Topology = z.infer<typeof topology>;
