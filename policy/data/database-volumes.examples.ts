import type { Example } from "../examples/example.ts";
import type { Fleet } from "../examples/fleet.ts";

/** Takes the database's data out of the contract too, so that only the mount itself is judged. */
function undeclareDatabase(fleet: Fleet): void {
  fleet.contract("VPS", "outline").persistence.paths = [];
  fleet.remove("VPS/outline/volume/outline_postgres_data");
}

export const examples: readonly Example[] = [
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
    change: (fleet) => (fleet.container("VPS", "outline", "outline-postgres")["image"] = `postgres:18.1-alpine@sha256:${"0a".repeat(32)}`),
    says: "mounts nothing at /var/lib/postgresql,",
  },
  {
    when: "a cache keeps its data nowhere",
    change: (fleet) => (fleet.container("VPS", "outline")["image"] = `redis:7.4.5-alpine@sha256:${"0a".repeat(32)}`),
    says: "the database outline on VPS mounts nothing at /data",
  },
];
