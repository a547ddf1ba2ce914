import { z } from "zod";
import {
  absolutePath,
  day,
  dnsName,
  duration,
  exposure,
  kebabName,
  nodeName,
  port,
  restartPolicy,
  sentence,
  variableName,
} from "./words.ts";

const timing = {
  /** How often it is asked. @default "10s" */
  interval: duration.default("10s"),
  /** How long one answer may take. @default "5s" */
  timeout: duration.default("5s"),
  /** How long after a start the service may take until it is healthy; a deployment fails after that. @default "3m" */
  deadline: duration.default("3m"),
};

/** When a deployment of the service is done, as seen on its node. `healthcheck.sh` tells the node's agents the same. */
export const healthcheck = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("http"),
    /** Asked from the node itself. */
    url: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }),
    /** @default 200 */
    expect_status: z.int().min(100).max(599).default(200),
    ...timing,
  }),
  z.strictObject({ type: z.literal("tcp"), host: z.string().min(1).default("127.0.0.1"), port, ...timing }),
  z.strictObject({
    type: z.literal("container"),
    /** Compose services whose own health check must say `healthy`; all of them when left out. */
    services: z.array(kebabName).min(1).optional(),
    ...timing,
  }),
]);
export type Healthcheck = z.infer<typeof healthcheck>;

const persistentPathParts = {
  /** The Compose service that mounts it. */
  service: kebabName,
  /** Where the container sees it. */
  target: absolutePath,
  description: sentence,
  /** The backup set it belongs to, or false for what can be made again. */
  backup: z.union([kebabName, z.literal(false)]),
  /** `never`: moving it needs a migration plan of its own, so a changed source is refused. */
  migrate: z.enum(["never", "allowed"]).default("never"),
};

/** Data that outlives the containers. */
export const persistentPath = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("volume"),
    /** The volume's full name on the node, project prefix included (`outline_postgres_data`). */
    name: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, { error: "must be a Docker volume name" }),
    /** false for a volume that exists before us and is only required. @default true */
    managed: z.boolean().default(true),
    ...persistentPathParts,
  }),
  z.strictObject({ type: z.literal("bind"), source: absolutePath, ...persistentPathParts }),
]);
export type PersistentPath = z.infer<typeof persistentPath>;

/** Things that are only worth anything when they are saved and restored together. */
export const backupSet = z.strictObject({
  name: kebabName,
  description: sentence,
  /** Would losing it take the service (or the site) down for good? @default false */
  critical: z.boolean().default(false),
  /** A device of the node (capabilities.yaml) whose own state belongs to the set. */
  device: kebabName.optional(),
});
export type BackupSet = z.infer<typeof backupSet>;

/** A variable the service reads from `/opt/homelab/config/<service>/.env`. */
export const envVar = z.strictObject({
  name: variableName,
  description: sentence,
  /** Must the .env hold it? @default true */
  required: z.boolean().default(true),
  /** Is the value a secret? Secrets have no default. @default false */
  secret: z.boolean().default(false),
  default: z.string().optional(),
});
export type EnvVar = z.infer<typeof envVar>;

/** A name under which the internet reaches a public service. */
export const publicName = z.strictObject({
  /** The label below the topology's `public_domain`; `@` for the domain itself. */
  name: z.union([dnsName, z.literal("@")]),
  /** The Compose service and container port the reverse proxy forwards to. */
  service: kebabName,
  port,
  /** Through Cloudflare's proxy, or straight to the VPS? @default true */
  proxied: z.boolean().default(true),
});
export type PublicName = z.infer<typeof publicName>;

/** The privileges that may name what of it is meant. */
const named: ReadonlySet<string> = new Set(["host-files", "device", "added-capability"]);

/** Something the house rules refuse unless the contract asks for it and says why. */
export const privilege = z
  .strictObject({
    service: kebabName,
    allow: z.enum([
      "docker-socket",
      "privileged",
      "host-network",
      "host-pid",
      "added-capability",
      "device",
      "host-files",
      "remote",
      "all-addresses",
    ]),
    /** What of it: folders and files, devices, or capabilities. Only for `host-files`, `device`, `added-capability`. @default all of it */
    only: z.array(z.string().min(1)).min(1).optional(),
    reason: sentence,
  })
  .refine(({ allow, only }) => only === undefined || named.has(allow), {
    path: ["only"],
    error: `is allowed only for ${[...named].join(", ")}`,
  });
export type Privilege = z.infer<typeof privilege>;

const sharedWith = {
  /** The other services, each of which says the same in its own contract. */
  with: z.array(kebabName).min(1),
  reason: sentence,
};

/** A folder or a volume that more than one service of a node mounts. Every contract of them says it. */
export const shared = z.union([
  z.strictObject({ path: absolutePath, ...sharedWith }),
  z.strictObject({ volume: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, { error: "must be a Docker volume name" }), ...sharedWith }),
]);
export type Shared = z.infer<typeof shared>;

/** Something in git that looks like a secret and is none. */
export const notSecret = z.strictObject({
  /**
   * Where it stands: in the resolved document (`services.web.environment.PUBLIC_KEY`), in this contract (`contract.runtime…`),
   * or the path of a placed file (`files/site.conf`).
   */
  path: z.string().min(1),
  reason: sentence,
});
export type NotSecret = z.infer<typeof notSecret>;

/** `services/<service>/service.yaml`: what a service promises. The primary source of truth for agents. */
export const contract = z.strictObject({
  name: kebabName,
  description: sentence,
  /** The node that runs it, or `each` for an agent that runs everywhere. */
  owner_node: z.union([z.literal("each"), nodeName]),
  /** The widest class it may have; a node's services.yaml may narrow it. */
  exposure,
  public_names: z.array(publicName).default([]),
  /** Services it needs at run time, on its own node unless another is named. */
  dependencies: z.array(z.strictObject({ service: kebabName, node: nodeName.optional(), reason: sentence })).default([]),
  healthcheck,
  /** For every Compose service that has no entry in `restart_exceptions`. @default "unless-stopped" */
  restart_policy: restartPolicy.default("unless-stopped"),
  restart_exceptions: z.array(z.strictObject({ service: kebabName, policy: restartPolicy, reason: sentence })).default([]),
  /** Compose services that are to end: a deployment waits until they have ended with 0, and then they are as asked. */
  jobs: z.array(kebabName).min(1).optional(),
  persistence: z.strictObject({
    paths: z.array(persistentPath),
    /** What must be saved together to bring the service back. */
    backup_sets: z.array(backupSet).default([]),
  }),
  runtime: z.strictObject({
    env_vars: z.array(envVar),
    /** What the rules about secrets would take for one. */
    not_secrets: z.array(notSecret).default([]),
  }),
  /** Compose services that run away from where they belong, until a day. */
  placement: z
    .strictObject({
      exceptions: z.array(z.strictObject({ service: kebabName, node: nodeName, home: nodeName, until: day, reason: sentence })),
    })
    .default({ exceptions: [] }),
  privileges: z.array(privilege).default([]),
  /** What it mounts together with other services. @default nothing */
  shared: z.array(shared).default([]),
});
export type Contract = z.infer<typeof contract>;
