import type { Examples } from "./example.ts";
import type { Change, Fleet } from "./fleet.ts";

function publish(fleet: Fleet, node: string, service: string, host_ip: string | undefined, published = "7000", name = service): void {
  const port = {
    mode: "ingress",
    target: 8080,
    protocol: "tcp",
    ...(published === "" ? {} : { published }),
    ...(host_ip === undefined ? {} : { host_ip }),
  };
  const container = fleet.container(node, service, name);
  container["ports"] = [...((container["ports"] as Change[] | undefined) ?? []), port];
}

function give(fleet: Fleet, over: Change): void {
  Object.assign(fleet.container("VPS", "outline"), over);
}

/** Mounts a folder of the node, which the privilege host-files alone would allow. */
function mountHostFiles(fleet: Fleet, source: string): void {
  give(fleet, { volumes: [{ type: "bind", source, target: "/host", read_only: true }] });
  fleet.contract("VPS", "outline").privileges.push({ service: "outline", allow: "host-files", reason: "It reads them." });
}

/** How the rules about what can reach a service, and what it can reach, are broken. */
export const exposureExamples: Examples = {
  "published-addresses": [
    {
      when: "a mesh service publishes to all addresses",
      change: (fleet) => publish(fleet, "VPS", "node-agent", undefined),
      says: "node-agent on VPS publishes 7000/tcp on all addresses, but its exposure on this node is mesh; allowed: 127.0.0.1, 100.64.0.4",
    },
    {
      when: "all addresses are written out",
      change: (fleet) => publish(fleet, "SOLARIA", "ollama", "0.0.0.0"),
      says: "publishes 0.0.0.0:7000/tcp on all addresses",
    },
    {
      when: "all addresses are those of IPv6",
      change: (fleet) => publish(fleet, "SOLARIA", "ollama", "::"),
      says: "publishes [::]:7000/tcp on all addresses",
    },
    {
      when: "a mesh service binds another node's address",
      change: (fleet) => publish(fleet, "SOLARIA", "ollama", "100.64.0.9"),
      says: "publishes 100.64.0.9:7000/tcp, but its exposure on this node is mesh",
    },
    {
      when: "a service for nobody is on the mesh",
      change: (fleet) => publish(fleet, "VPS", "ai-cluster", "100.64.0.4", undefined, "codex-worker"),
      says: "its exposure on this node is none; allowed: 127.0.0.1; fix: bind 127.0.0.1, or widen",
    },
    {
      when: "a LAN service is on the mesh",
      change: (fleet) => publish(fleet, "CHELSTY-INFRA", "mosquitto", "100.64.0.5"),
      says: "its exposure on this node is lan; allowed: 127.0.0.1, 192.168.1.10",
    },
    {
      when: "the engine picks the port, on all addresses",
      change: (fleet) => publish(fleet, "VPS", "node-agent", undefined, ""),
      says: "publishes any/tcp on all addresses",
    },
    {
      when: "a public service publishes to all addresses without asking",
      change: (fleet) => publish(fleet, "VPS", "outline", undefined),
      says: "allowed: only with the privilege all-addresses",
    },
    {
      when: "a service is public on a node that the internet does not reach",
      change: (fleet) => {
        fleet.project("SOLARIA", "ollama")["exposure"] = "public";
        fleet.contract("SOLARIA", "ollama").privileges.push({ service: "ollama", allow: "all-addresses", reason: "Everybody." });
        publish(fleet, "SOLARIA", "ollama", undefined);
      },
      says: "ollama on SOLARIA publishes 7000/tcp on all addresses",
    },
  ],
  privileges: [
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
  ],
  "public-records": [
    {
      when: "a service that is not public has a name",
      change: (fleet) => {
        fleet.contract("VPS", "node-agent").public_names.push({ name: "agent", service: "node-agent", port: 9465 });
        fleet.add("cloudflare:index/dnsRecord:DnsRecord", "VPS/agent", { name: "agent.example.net", type: "A", content: "203.0.113.10" });
      },
      says: "the DNS record agent.example.net is for node-agent on VPS, whose exposure is mesh",
    },
    {
      when: "a record belongs to nobody",
      change: (fleet) =>
        fleet.add("cloudflare:index/dnsRecord:DnsRecord", "VPS/old", { name: "old.example.net", type: "A", content: "203.0.113.10" }),
      says: "the DNS record old.example.net belongs to no public service; allowed: wiki.example.net",
    },
    {
      when: "a public name points somewhere else",
      change: (fleet) => (fleet.resource("VPS/outline/host/wiki.example.net").props["content"] = "198.51.100.7"),
      says: "points at 198.51.100.7, but the service runs on VPS; allowed: 203.0.113.10",
    },
    {
      when: "the node no longer calls the service public",
      change: (fleet) => (fleet.project("VPS", "outline")["exposure"] = "mesh"),
      says: "whose exposure is mesh",
    },
  ],
};
