import type { Examples } from "./example.ts";
import type { Change, Fleet } from "./fleet.ts";

const container = "CORE/lxc/dns";
const machine = "CORE/vm/WORK";

function set(fleet: Fleet, name: string, over: Change): void {
  Object.assign(fleet.resource(name).props, over);
}

/** How the rules about guests and about what may be replaced are broken. */
export const guestExamples: Examples = {
  "protected-guests": [
    {
      when: "a machine may be deleted",
      change: (fleet) => (fleet.resource(machine).opts.protect = false),
      says: "the guest WORK on CORE is not protected, so a plan may delete it with its disks",
    },
    {
      when: "a container may be deleted, and nothing says what it holds",
      change: (fleet) => {
        fleet.resource(container).opts.protect = false;
        delete fleet.component(container).props["stateful"];
      },
      says: "the guest dns on CORE is not protected",
    },
  ],
  "guest-privileges": [
    {
      when: "a container is privileged without a reason",
      change: (fleet) => set(fleet, container, { unprivileged: false }),
      says: "the container dns on CORE is privileged, and nothing says why",
    },
    {
      when: "nobody said that it is not",
      change: (fleet) => delete fleet.resource(container).props["unprivileged"],
      says: "the container dns on CORE is privileged",
    },
    {
      when: "the reason is empty",
      change: (fleet) => {
        set(fleet, container, { unprivileged: false });
        fleet.component(container).props["privileged"] = " ";
      },
      says: "the container dns on CORE is privileged",
    },
  ],
  "guest-numbers": [
    {
      when: "a machine and a container share a number",
      change: (fleet) => set(fleet, machine, { vmId: 101 }),
      says: "the vmid 101 of WORK on CORE is taken already by dns",
    },
  ],
  "hypervisor-budget": [
    {
      when: "the memory does not suffice",
      change: (fleet) => set(fleet, machine, { memory: { dedicated: 4097 } }),
      says: "the guests of CORE have 6145 MiB of memory together (dns 2048 MiB, WORK 4097 MiB); allowed: at most 6144 MiB (8192 − 2048 of reserve)",
    },
    {
      when: "the cores do not suffice",
      change: (fleet) => set(fleet, machine, { cpu: { cores: 3 } }),
      says: "the guests of CORE have 5 cores together (dns 2, WORK 3); allowed: at most 4",
    },
    {
      when: "a storage is too small",
      change: (fleet) => set(fleet, container, { disk: { datastoreId: "local-zfs", size: 17 } }),
      says: "the guests of CORE have 81 GiB of disk together on local-zfs; allowed: at most 80 GiB",
    },
    {
      when: "a storage does not exist",
      change: (fleet) => set(fleet, container, { disk: { datastoreId: "local-zsf", size: 8 } }),
      says: 'CORE has no storage local-zsf; allowed: local-zfs; did you mean "local-zfs"?',
    },
    {
      when: "containers of its own take what the guests have",
      change: (fleet) => {
        const capabilities = fleet.component("CORE/hypervisor").props["capabilities"] as { memory: Change } & Change;
        capabilities["container_engine"] = { name: "docker", compose: "v2", compose_version: "2.40.3" };
        capabilities.memory["budget_mib"] = 4096;
      },
      says: "allowed: at most 2048 MiB (8192 − 2048 of reserve − 4096 for the containers beside them)",
    },
  ],
  "no-delete-before-replace": [
    {
      when: "a guest would be deleted first",
      change: (fleet) => (fleet.resource(machine).opts.deleteBeforeReplace = true),
      says: "CORE/vm/WORK would be deleted before its replacement exists, and with it the machine with its disks",
    },
    {
      when: "a public name would be deleted first",
      change: (fleet) => (fleet.resource("VPS/outline/host/wiki.example.net").opts.deleteBeforeReplace = true),
      says: "and with it a public name",
    },
  ],
  "record-bounds": [
    {
      when: "a record answers for every name",
      change: (fleet) => {
        fleet.add("homelab:components:LanName", "CORE/name/all", { service: "npm", exposure: "lan" });
        fleet.add("homelab:technitium:Record", "CORE/name/all", { name: "*.lan.example.net", value: "10.5.0.3", ttl: 3600 });
      },
      says: "the DNS record *.lan.example.net answers for every name below it; allowed: one record a name",
    },
    {
      when: "answers are remembered for a week",
      change: (fleet) => set(fleet, "CORE/name/dns.lan.example.net", { ttl: 604_800 }),
      says: "answers for dns.lan.example.net are remembered for 604800 s; allowed: 60 to 86400 s",
    },
    {
      when: "answers are hardly remembered",
      change: (fleet) => set(fleet, "VPS/outline/host/wiki.example.net", { ttl: 30 }),
      says: "allowed: 60 to 86400 s, or 1 for Cloudflare's choice",
    },
    {
      when: "the bounds are narrower",
      config: { most: 600 },
      change: () => undefined,
      says: "answers for dns.lan.example.net are remembered for 3600 s; allowed: 60 to 600 s",
    },
  ],
  "lan-records": [
    {
      when: "a local name points at the internet",
      change: (fleet) => set(fleet, "CORE/name/dns.lan.example.net", { value: "203.0.113.10" }),
      says: "the local name dns.lan.example.net points at 203.0.113.10, an address of the internet",
    },
    {
      when: "a local name belongs to nobody",
      change: (fleet) =>
        fleet.add("homelab:technitium:Record", "CORE/name/old", { name: "old.lan.example.net", value: "10.5.0.9", ttl: 3600 }),
      says: "the local name old.lan.example.net belongs to no service",
    },
    {
      when: "the service is for its node only",
      change: (fleet) => (fleet.component("CORE/name/dns.lan.example.net").props["exposure"] = "none"),
      says: "is for a service whose exposure is none",
    },
  ],
};
