import type { Example } from "../examples/example.ts";
import type { Change, Fleet } from "../examples/fleet.ts";

function port(host_ip: string, published: string, protocol = "tcp"): Change {
  return { mode: "ingress", target: 8080, published, protocol, ...(host_ip === "" ? {} : { host_ip }) };
}

function publish(fleet: Fleet, ...ports: Change[]): void {
  fleet.container("VPS", "outline")["ports"] = ports;
}

export const examples: readonly Example[] = [
  {
    when: "two containers want one port",
    change: (fleet) => publish(fleet, port("100.64.0.4", "9465")),
    says: "outline asks for the host port 100.64.0.4:9465/tcp of VPS, which node-agent has",
  },
  {
    when: "a port on one address is taken on all of them",
    change: (fleet) => publish(fleet, port("127.0.0.1", "443")),
    says: "which npm has by 443/tcp",
  },
  {
    when: "a range covers a port that is taken",
    change: (fleet) => publish(fleet, port("127.0.0.1", "8990-9010")),
    says: "outline asks for the host port 127.0.0.1:8990-9010/tcp of VPS, which ai-cluster/codex-worker has by 127.0.0.1:9000/tcp",
  },
  {
    when: "a wide range covers a port that is taken",
    change: (fleet) => publish(fleet, port("127.0.0.1", "8000-9100")),
    says: "outline asks for the host port 127.0.0.1:8000-9100/tcp of VPS",
  },
  {
    when: "a container publishes a port twice",
    change: (fleet) => publish(fleet, port("127.0.0.1", "3000"), port("127.0.0.1", "3000")),
    says: "which outline has",
  },
];
