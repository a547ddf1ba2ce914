import type { Example } from "../examples/example.ts";
import type { Change, Fleet } from "../examples/fleet.ts";

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

export const examples: readonly Example[] = [
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
];
