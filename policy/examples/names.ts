import type { Examples } from "./example.ts";
import type { Change, Fleet } from "./fleet.ts";

function port(host_ip: string, published: string, protocol = "tcp"): Change {
  return { mode: "ingress", target: 8080, published, protocol, ...(host_ip === "" ? {} : { host_ip }) };
}

function publish(fleet: Fleet, ...ports: Change[]): void {
  fleet.container("VPS", "outline")["ports"] = ports;
}

/** How the rules about names, restarts and ports are broken. */
export const nameExamples: Examples = {
  "container-names": [
    {
      when: "a container is called otherwise",
      change: (fleet) => (fleet.container("VPS", "outline")["container_name"] = "wiki"),
      says: "the container of outline is called wiki; allowed: outline",
    },
    {
      when: "a container has no name of its own",
      change: (fleet) => delete fleet.container("VPS", "outline")["container_name"],
      says: "Compose would call it outline-outline-1",
    },
    {
      when: "a name is not in kebab-case",
      change: (fleet) => {
        const { services } = fleet.document("VPS", "outline");
        services["outline_web"] = { ...services["outline"], container_name: "outline_web" };
        delete services["outline"];
      },
      says: "the Compose service outline_web of outline is not in kebab-case",
    },
  ],
  "unique-container-names": [
    {
      when: "two projects have a container of one name",
      change: (fleet) => (fleet.document("VPS", "npm").services["outline"] = { ...fleet.container("VPS", "outline"), ports: [] }),
      says: "VPS would have two containers called outline: in npm and in outline",
    },
  ],
  "restart-policy": [
    {
      when: "a container is not restarted",
      change: (fleet) => delete fleet.container("VPS", "npm")["restart"],
      says: "stays down after a crash",
    },
    {
      when: "a container is always restarted",
      change: (fleet) => (fleet.container("VPS", "npm")["restart"] = "always"),
      says: "npm on VPS has restart: always",
    },
    {
      when: "the policy is a variable",
      change: (fleet) => (fleet.container("VPS", "npm")["restart"] = "${RESTART:-no}"),
      says: "is the variable ${RESTART:-no}",
    },
    {
      when: "the contract has an exception, and the document does not follow it",
      change: (fleet) =>
        fleet.contract("VPS", "npm").restart_exceptions.push({ service: "npm", policy: "on-failure:3", reason: "It is a job." }),
      says: "allowed: on-failure:3, as the contract says",
    },
  ],
  "host-ports": [
    {
      when: "two containers want one port",
      change: (fleet) => publish(fleet, port("100.64.0.4", "9465")),
      says: "node-agent asks for the host port 100.64.0.4:9465/tcp of VPS, which outline has",
    },
    {
      when: "a port on one address is taken on all of them",
      change: (fleet) => publish(fleet, port("127.0.0.1", "443")),
      says: "which npm has by 443/tcp",
    },
    {
      when: "a range covers a port that is taken",
      change: (fleet) => publish(fleet, port("127.0.0.1", "8990-9010")),
      says: "ai-cluster/codex-worker asks for the host port 127.0.0.1:9000/tcp of VPS, which outline has by 127.0.0.1:8990-9010/tcp",
    },
    {
      when: "a wide range covers a port that is taken",
      change: (fleet) => publish(fleet, port("127.0.0.1", "8000-9100")),
      says: "which outline has by 127.0.0.1:8000-9100/tcp",
    },
    {
      when: "a container publishes a port twice",
      change: (fleet) => publish(fleet, port("127.0.0.1", "3000"), port("127.0.0.1", "3000")),
      says: "which outline has",
    },
  ],
};
