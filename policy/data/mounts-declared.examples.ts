import type { Example } from "../examples/example.ts";
import type { Change } from "../examples/fleet.ts";
import { mounts } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a folder is mounted that nobody declared",
    change: (fleet) => mounts(fleet, "outline").push({ type: "bind", source: "/srv/uploads", target: "/uploads" }),
    says: "mounts the bind /srv/uploads at /uploads, which the contract does not declare",
    also: ["host-paths"],
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
];
