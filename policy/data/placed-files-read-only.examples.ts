import type { Change } from "../examples/fleet.ts";
import { mounts } from "../examples/parts.ts";
import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "a container may write into the folder of the placed files",
    change: (fleet) => {
      fleet.project("VPS", "npm")["files"] = { "files/site.conf": { content: "server {}" } };
      mounts(fleet, "npm").push({ type: "bind", source: "/opt/homelab/services/npm/files", target: "/etc/conf.d" });
    },
    says: "npm on VPS may write into /opt/homelab/services/npm/files, where ./files/site.conf is placed from git",
  },
  {
    when: "a container may write into a folder above the project",
    change: (fleet) => {
      fleet.contract("VPS", "npm").privileges.push({ service: "npm", allow: "host-files", reason: "A test." });
      mounts(fleet, "npm").push({ type: "bind", source: "/opt/homelab", target: "/homelab", read_only: false });
    },
    says: "where ./docker-compose.yml is placed from git; allowed: such a mount with read_only: true",
  },
  {
    when: "a variable may lead to the project directory",
    also: ["host-paths"],
    change: (fleet) => {
      fleet.contract("VPS", "npm").privileges.push({ service: "npm", allow: "host-files", reason: "A test." });
      mounts(fleet, "npm").push({ type: "bind", source: "/opt/homelab/${FOLDER}", target: "/homelab" });
    },
    says: "may write into /opt/homelab/${FOLDER}, where ./docker-compose.yml is placed from git",
  },
  {
    when: "a volume is a folder above the project",
    also: ["host-paths"],
    change: (fleet) =>
      Object.assign((fleet.document("VPS", "outline")["volumes"] ??= {}) as Change, {
        all: { driver_opts: { type: "none", o: "bind", device: "/opt/homelab/services" } },
      }),
    says: "the volume all on VPS may write into /opt/homelab/services",
  },
];
