import type { Examples } from "./example.ts";
import type { Change, Fleet } from "./fleet.ts";

const npmData = "/home/dockeruser/docker/npm/data";

function mounts(fleet: Fleet, service: string, container = service): Change[] {
  const definition = fleet.container("VPS", service, container);
  return (definition["volumes"] ??= []) as Change[];
}

function postgresVolume(fleet: Fleet): Change {
  return (fleet.document("VPS", "outline")["volumes"] as Record<string, Change>)["postgres_data"] ?? {};
}

/** Takes the database's data out of the contract too, so that only the mount itself is judged. */
function undeclareDatabase(fleet: Fleet): void {
  fleet.contract("VPS", "outline").persistence.paths = [];
  fleet.remove("VPS/outline/volume/outline_postgres_data");
}

/** How the rules about data are broken. */
export const dataExamples: Examples = {
  "data-paths-stay": [
    {
      when: "a bind mount moves",
      change: (fleet) => (mounts(fleet, "npm")[0] = { type: "bind", source: "/opt/homelab/data/npm", target: "/data" }),
      says: `npm on VPS mounts the bind /opt/homelab/data/npm at /data; allowed: the folder ${npmData}`,
    },
    {
      when: "a volume gets another name",
      change: (fleet) => (postgresVolume(fleet)["name"] = "outline_postgres_data2"),
      says: "mounts the volume outline_postgres_data2 at /var/lib/postgresql/data",
    },
    {
      when: "a data volume is Compose's own",
      change: (fleet) => delete postgresVolume(fleet)["external"],
      says: "is not external, so Compose could make a new one",
    },
    {
      when: "a volume becomes a folder",
      change: (fleet) =>
        (mounts(fleet, "outline", "outline-postgres")[0] = { type: "bind", source: "/srv/pg", target: "/var/lib/postgresql/data" }),
      says: "allowed: the volume outline_postgres_data, as the contract declares",
    },
  ],
  "data-paths-mounted": [
    {
      when: "a declared folder is not mounted",
      change: (fleet) => mounts(fleet, "npm").pop(),
      says: "npm on VPS mounts nothing at /data",
    },
    {
      when: "a declared folder is mounted elsewhere in the container, where a privilege allows it",
      change: (fleet) => {
        mounts(fleet, "npm")[0] = { type: "bind", source: npmData, target: "/date" };
        fleet.contract("VPS", "npm").privileges.push({ service: "npm", allow: "host-files", reason: "A test." });
      },
      says: "mounts nothing at /data",
    },
  ],
  "mounts-declared": [
    {
      when: "a folder is mounted that nobody declared",
      change: (fleet) => mounts(fleet, "outline").push({ type: "bind", source: "/srv/uploads", target: "/uploads" }),
      says: "mounts the bind /srv/uploads at /uploads, which the contract does not declare",
    },
    {
      when: "a volume is mounted that nobody declared",
      change: (fleet) => {
        mounts(fleet, "outline").push({ type: "volume", source: "cache", target: "/cache" });
        Object.assign(fleet.document("VPS", "outline")["volumes"] as Change, { cache: { name: "outline_cache" } });
      },
      says: "mounts the volume outline_cache at /cache",
    },
    {
      when: "an anonymous volume is mounted",
      change: (fleet) => mounts(fleet, "outline").push({ type: "volume", target: "/scratch" }),
      says: "mounts an anonymous volume at /scratch",
    },
    {
      when: "a file is mounted that is not placed",
      change: (fleet) =>
        mounts(fleet, "npm").push({ type: "bind", source: "/opt/homelab/services/npm/files/site.conf", target: "/etc/site.conf" }),
      says: "mounts ./files/site.conf, but no such file is placed there",
    },
  ],
  "protected-volumes": [
    {
      when: "a data volume is not in the stack",
      change: (fleet) => fleet.remove("VPS/outline/volume/outline_postgres_data"),
      says: "outline_postgres_data of outline on VPS is not in the stack",
    },
    {
      when: "a data volume may be deleted",
      change: (fleet) => (fleet.resource("VPS/outline/volume/outline_postgres_data").opts.protect = false),
      says: "is not protected, so a plan may delete it with its data",
    },
    {
      when: "a data volume would be replaced over its labels",
      change: (fleet) => (fleet.resource("VPS/outline/volume/outline_postgres_data").opts.ignoreChanges = ["driver", "driverOpts"]),
      says: "would be replaced when its labels differ",
    },
  ],
  "database-volumes": [
    {
      when: "a database mounts nothing",
      change: (fleet) => {
        undeclareDatabase(fleet);
        fleet.container("VPS", "outline", "outline-postgres")["volumes"] = [];
      },
      says: "mounts nothing at /var/lib/postgresql/data, so the engine makes an anonymous volume",
    },
    {
      when: "PostgreSQL 18 mounts where 17 had its data",
      change: (fleet) =>
        (fleet.container("VPS", "outline", "outline-postgres")["image"] = `postgres:18.1-alpine@sha256:${"0a".repeat(32)}`),
      says: "mounts nothing at /var/lib/postgresql,",
    },
    {
      when: "a cache keeps its data nowhere",
      change: (fleet) => (fleet.container("VPS", "outline")["image"] = `redis:7.4.5-alpine@sha256:${"0a".repeat(32)}`),
      says: "the database outline on VPS mounts nothing at /data",
    },
  ],
};
