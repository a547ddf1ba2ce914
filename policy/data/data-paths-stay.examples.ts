import type { Example } from "../examples/example.ts";
import type { Change, Fleet } from "../examples/fleet.ts";
import { mounts, npmData } from "../examples/parts.ts";

function postgresVolume(fleet: Fleet): Change {
  return (fleet.document("VPS", "outline")["volumes"] as Record<string, Change>)["postgres_data"] ?? {};
}

export const examples: readonly Example[] = [
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
    also: ["host-paths"],
  },
];
