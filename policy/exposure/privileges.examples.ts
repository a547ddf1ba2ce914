import type { Example } from "../examples/example.ts";
import type { Change, Fleet } from "../examples/fleet.ts";

function give(fleet: Fleet, over: Change): void {
  Object.assign(fleet.container("VPS", "outline"), over);
}

/** Mounts a folder of the node, which the privilege host-files alone would allow. */
function mountHostFiles(fleet: Fleet, source: string): void {
  give(fleet, { volumes: [{ type: "bind", source, target: "/host", read_only: true }] });
  fleet.contract("VPS", "outline").privileges.push({ service: "outline", allow: "host-files", reason: "It reads them." });
}

export const examples: readonly Example[] = [
  {
    when: "a container is privileged",
    change: (fleet) => give(fleet, { privileged: true }),
    says: "outline on VPS is privileged, and its contract does not ask for it",
  },
  {
    when: "a container has the engine's socket",
    change: (fleet) => mountHostFiles(fleet, "/run"),
    says: "mounts /run, which holds the engine's socket",
  },
  {
    when: "a container reads the whole disk, socket included",
    change: (fleet) => mountHostFiles(fleet, "/"),
    says: "mounts /, which holds the engine's socket",
  },
  {
    when: "a container uses the node's network",
    change: (fleet) => give(fleet, { network_mode: "host" }),
    says: "only with the privilege host-network",
  },
  {
    when: "a container sees the node's processes",
    change: (fleet) => give(fleet, { pid: "host" }),
    says: "only with the privilege host-pid",
  },
  {
    when: "a container shares the node's memory segments",
    change: (fleet) => give(fleet, { ipc: "host" }),
    says: "shares the node's memory segments",
  },
  {
    when: "a container has an added capability",
    change: (fleet) => give(fleet, { cap_add: ["NET_ADMIN"] }),
    says: "has the added capability NET_ADMIN",
  },
  {
    when: "a container is given a device",
    change: (fleet) => give(fleet, { devices: [{ source: "/dev/kmsg", target: "/dev/kmsg", permissions: "rwm" }] }),
    says: "is given the device /dev/kmsg",
  },
  {
    when: "a protection is switched off",
    change: (fleet) => give(fleet, { security_opt: ["seccomp=unconfined"] }),
    says: "switches a protection off (seccomp=unconfined)",
  },
  {
    when: "the contract asks without a reason",
    change: (fleet) => {
      give(fleet, { privileged: true });
      fleet.contract("VPS", "outline").privileges.push({ service: "outline", allow: "privileged", reason: " " });
    },
    says: "is privileged",
  },
  {
    when: "the contract asks for another container",
    change: (fleet) => {
      give(fleet, { privileged: true });
      fleet.contract("VPS", "outline").privileges.push({ service: "outline-postgres", allow: "privileged", reason: "It has to." });
    },
    says: "is privileged",
  },
];
