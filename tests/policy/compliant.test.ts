import { describe, expect, it } from "vitest";

import { Fleet, type Change } from "../../policy/examples/fleet.ts";
import { judgeFleet } from "../../policy/examples/judge.ts";
import { policies } from "../../policy/pack.ts";

const mebibytes = (count: number): string => String(count * 1024 * 1024);
const digest = `sha256:${"0a".repeat(32)}`;

interface Compliant {
  readonly policy: string;
  /** What is near the edge of the rule and still right. */
  readonly when: string;
  readonly change: (fleet: Fleet) => unknown;
}

function publish(fleet: Fleet, node: string, service: string, ...ports: Change[]): void {
  fleet.container(node, service)["ports"] = ports.map((port) => ({ mode: "ingress", target: 80, protocol: "tcp", ...port }));
}

function ask(fleet: Fleet, allow: string): void {
  fleet.contract("VPS", "outline").privileges.push({ service: "outline", allow, reason: "It is needed." });
}

const compliant: readonly Compliant[] = [
  {
    policy: "protected-guests",
    when: "a guest that holds nothing may be deleted",
    change: (fleet) => ((fleet.resource("CORE/lxc/dns").opts.protect = false), (fleet.component("CORE/lxc/dns").props["stateful"] = false)),
  },
  {
    policy: "guest-privileges",
    when: "a privileged container says why",
    change: (fleet) => (
      (fleet.resource("CORE/lxc/dns").props["unprivileged"] = false),
      (fleet.component("CORE/lxc/dns").props["privileged"] = "It mounts disks.")
    ),
  },
  { policy: "guest-numbers", when: "the numbers differ by one", change: (fleet) => (fleet.resource("CORE/vm/WORK").props["vmId"] = 102) },
  {
    policy: "hypervisor-budget",
    when: "the memory is used to the last MiB",
    change: (fleet) => (fleet.resource("CORE/vm/WORK").props["memory"] = { dedicated: 4096 }),
  },
  {
    policy: "no-delete-before-replace",
    when: "what holds nothing is deleted first",
    change: (fleet) => (fleet.resource("VPS/layout").opts.deleteBeforeReplace = true),
  },
  {
    policy: "record-bounds",
    when: "Cloudflare chooses the time",
    change: (fleet) => (fleet.resource("VPS/outline/host/wiki.example.net").props["ttl"] = 1),
  },
  {
    policy: "lan-records",
    when: "a local name points into the mesh",
    change: (fleet) => (fleet.resource("CORE/name/dns.lan.example.net").props["value"] = "100.64.0.9"),
  },
  {
    policy: "placed-files-read-only",
    when: "a folder of placed files is only read, and one beside the project is written",
    change: (fleet) => {
      fleet.project("VPS", "npm")["files"] = { "files/site.conf": { content: "server {}" } };
      ((fleet.container("VPS", "npm")["volumes"] ??= []) as Change[]).push({
        type: "bind",
        source: "/opt/homelab/services/npm/files",
        target: "/etc/conf.d",
        read_only: true,
      });
    },
  },
  {
    policy: "memory-budget",
    when: "the budget is used to the last byte",
    change: (fleet) => (fleet.container("VPS", "outline")["mem_limit"] = mebibytes(2688)),
  },
  {
    policy: "memory-budget",
    when: "a large container is scaled to nothing",
    change: (fleet) => Object.assign(fleet.container("VPS", "outline"), { mem_limit: mebibytes(9999), scale: 0 }),
  },
  {
    policy: "memory-limit-required",
    when: "a limit is written in words",
    change: (fleet) => (fleet.container("VPS", "outline")["mem_limit"] = "512m"),
  },
  {
    policy: "memory-swap",
    when: "the memswap_limit is the mem_limit",
    change: (fleet) => (fleet.container("VPS", "npm")["memswap_limit"] = mebibytes(128)),
  },
  {
    policy: "memory-swap",
    when: "a node with swap lends some",
    change: (fleet) => (fleet.container("SOLARIA", "ollama")["memswap_limit"] = mebibytes(256)),
  },
  {
    policy: "memory-reservation",
    when: "the reservation is the limit",
    change: (fleet) => (fleet.container("VPS", "npm")["mem_reservation"] = mebibytes(128)),
  },
  {
    policy: "oom-score-adj",
    when: "anybody offers to be the first victim",
    change: (fleet) => (fleet.container("VPS", "npm")["oom_score_adj"] = 500),
  },
  {
    policy: "container-names",
    when: "a name has digits",
    change: (fleet) =>
      (fleet.document("VPS", "npm").services["npm2"] = {
        ...fleet.container("VPS", "node-agent"),
        container_name: "npm2",
        ports: [],
        oom_score_adj: 0,
      }),
  },
  {
    policy: "unique-container-names",
    when: "two nodes have a container of one name",
    change: (fleet) =>
      (fleet.document("SOLARIA", "ollama").services["npm"] = {
        ...fleet.container("VPS", "node-agent"),
        container_name: "npm",
        ports: [],
        oom_score_adj: 0,
      }),
  },
  {
    policy: "restart-policy",
    when: "the contract has the exception",
    change: (fleet) => {
      fleet.container("VPS", "npm")["restart"] = "no";
      fleet.contract("VPS", "npm").restart_exceptions.push({ service: "npm", policy: "no", reason: "A job." });
    },
  },
  {
    policy: "host-ports",
    when: "TCP and UDP share a number",
    change: (fleet) => publish(fleet, "VPS", "outline", { host_ip: "127.0.0.1", published: "443", protocol: "udp" }),
  },
  {
    policy: "host-ports",
    when: "two addresses share a number",
    change: (fleet) => publish(fleet, "VPS", "outline", { host_ip: "127.0.0.1", published: "9465" }),
  },
  {
    policy: "data-paths-stay",
    when: "a path is not mounted by a volume of another container",
    change: (fleet) => fleet.contract("VPS", "outline").persistence.paths.reverse(),
  },
  {
    policy: "data-paths-mounted",
    when: "a path of a container that this node does not have is declared",
    change: (fleet) =>
      fleet.contract("VPS", "npm").persistence.paths.push({ type: "bind", source: "/x", service: "elsewhere", target: "/x" }),
  },
  {
    policy: "mounts-declared",
    when: "a placed file is mounted",
    change: (fleet) => {
      fleet.place("VPS", "npm", "files/site.conf", "a = 1\n");
      (fleet.container("VPS", "npm")["volumes"] as Change[]).push({
        type: "bind",
        source: "/opt/homelab/services/npm/files/site.conf",
        target: "/etc/site.conf",
      });
    },
  },
  {
    policy: "mounts-declared",
    when: "a tmpfs is mounted",
    change: (fleet) => (fleet.container("VPS", "outline")["volumes"] = [{ type: "tmpfs", target: "/tmp" }]),
  },
  {
    policy: "protected-volumes",
    when: "a volume only has to be there",
    change: (fleet) => {
      Object.assign(fleet.contract("VPS", "outline").persistence.paths[0] ?? {}, { managed: false });
      fleet.remove("VPS/outline/volume/outline_postgres_data");
    },
  },
  {
    policy: "database-volumes",
    when: "a cache keeps nothing on purpose",
    change: (fleet) => Object.assign(fleet.container("VPS", "outline"), { image: `redis:7.4.5@${digest}`, tmpfs: ["/data:size=64m"] }),
  },
  {
    policy: "image-tag",
    when: "an image has a digest and no tag",
    change: (fleet) => (fleet.container("VPS", "outline")["image"] = `outlinewiki/outline@${digest}`),
  },
  {
    policy: "image-digest",
    when: "an image at a registry with a port has one",
    change: (fleet) => (fleet.container("VPS", "outline")["image"] = `docker.io/outlinewiki/outline:1.7.1@${digest}`),
  },
  {
    policy: "image-registry",
    when: "the repository is the trusted part itself",
    change: (fleet) => (fleet.container("VPS", "outline")["image"] = `gcr.io/cadvisor/cadvisor:v0.55.1@${digest}`),
  },
  {
    policy: "published-addresses",
    when: "a mesh service is on the mesh and on the loopback address",
    change: (fleet) =>
      publish(
        fleet,
        "SOLARIA",
        "ollama",
        { host_ip: "100.64.0.2", published: "1" },
        { host_ip: "127.0.0.1", published: "2" },
        { host_ip: "::1", published: "3" },
      ),
  },
  ...(["privileged", "host-network", "host-pid", "added-capability", "device"] as const).map((allow) => ({
    policy: "privileges",
    when: `the contract asks for ${allow} and says why`,
    change: (fleet: Fleet) => {
      const given = {
        privileged: { privileged: true, ipc: "host" },
        "host-network": { network_mode: "host" },
        "host-pid": { pid: "host" },
        "added-capability": { cap_add: ["NET_ADMIN"] },
        device: { devices: [{ source: "/dev/kmsg", target: "/dev/kmsg" }] },
      };
      Object.assign(fleet.container("VPS", "outline"), given[allow]);
      ask(fleet, allow);
    },
  })),
  {
    policy: "privileges",
    when: "a container shares a network and processes with one of its own document",
    change: (fleet) =>
      Object.assign(fleet.container("VPS", "outline"), { network_mode: "service:outline-postgres", pid: "service:outline-postgres" }),
  },
  {
    policy: "privileges",
    when: "a variable decides what opens nothing",
    change: (fleet) =>
      Object.assign(fleet.container("VPS", "outline"), { hostname: "${HOST:-wiki}", environment: { URL: "${OUTLINE_URL:?}" } }),
  },
  {
    policy: "host-paths",
    when: "both contracts share a folder",
    change: (fleet) => {
      const path = "/opt/homelab/data/npm";
      fleet.container("VPS", "outline")["volumes"] = [{ type: "bind", source: path, target: "/npm" }];
      fleet.contract("VPS", "outline").shared.push({ path, with: ["npm"], reason: "It reads it." });
      fleet.contract("VPS", "npm").shared.push({ path, with: ["outline"], reason: "It is read." });
    },
  },
  {
    policy: "host-paths",
    when: "variables come from the service's own .env",
    change: (fleet) => (fleet.container("VPS", "outline")["env_file"] = [{ path: "/opt/homelab/config/outline/.env", required: true }]),
  },
  {
    policy: "host-paths",
    when: "a privilege names the folder above",
    change: (fleet) => {
      fleet.container("VPS", "outline")["volumes"] = [{ type: "bind", source: "/sys/class/net", target: "/net" }];
      fleet.contract("VPS", "outline").privileges.push({ service: "outline", allow: "host-files", only: ["/sys"], reason: "It counts." });
    },
  },
  {
    policy: "public-records",
    when: "a record is written with a dot at the end",
    change: (fleet) => (fleet.resource("VPS/outline/host/wiki.example.net").props["name"] = "Wiki.example.net."),
  },
  {
    policy: "offline-first",
    when: "the cottage speaks to its own mesh name and to the internet",
    change: (fleet) =>
      Object.assign(fleet.environment("CHELSTY-HA", "homeassistant"), {
        EXTERNAL_URL: "http://chelsty-ha.mesh.example.net:8123",
        WEATHER: "https://api.example.org/v1",
        BROKER: "192.168.1.10",
      }),
  },
  {
    policy: "offline-first",
    when: "a node with a steady uplink speaks to the VPS",
    change: (fleet) => (fleet.environment("SOLARIA", "ollama")["HUB"] = "http://vps:8080"),
  },
  {
    policy: "zigbee-coordinator",
    when: "the placed configuration says the same",
    change: (fleet) =>
      fleet.place(
        "CHELSTY-INFRA",
        "zigbee2mqtt",
        "files/configuration.yaml",
        "serial:\n  port: 'tcp://192.168.1.105:6638' # the radio\n  adapter: ezsp\n",
      ),
  },
  {
    policy: "no-usb-coordinator",
    when: "a comment warns of the stick",
    change: (fleet) => fleet.place("CHELSTY-INFRA", "zigbee2mqtt", "files/notes.yaml", "# never /dev/ttyUSB0\n"),
  },
  {
    policy: "compose-v1",
    when: "a node with Compose v2 uses what is new",
    change: (fleet) => (fleet.container("VPS", "npm")["healthcheck"] = { test: ["CMD", "true"], start_interval: "5s" }),
  },
  {
    policy: "backup-sets",
    when: "another service has a set that is not critical",
    change: (fleet) => fleet.contract("VPS", "npm").persistence.backup_sets.push({ name: "npm", critical: false }),
  },
  {
    policy: "secret-variables",
    when: "a false positive is marked with a reason",
    change: (fleet) => {
      fleet.environment("VPS", "outline")["STT_API_KEY"] = "none";
      fleet
        .contract("VPS", "outline")
        .runtime.not_secrets.push({ path: "services.outline.environment.STT_API_KEY", reason: "The client insists." });
    },
  },
  {
    policy: "secret-variables",
    when: "names only speak about secrets",
    change: (fleet) =>
      Object.assign(fleet.environment("VPS", "outline"), {
        TOKEN_FILE: "/x",
        MAX_TOKENS: "100",
        PASSWORD_LENGTH: "12",
        PUBLIC_KEY: "abc",
        SIGNUP_TOKEN_ENABLED: "true",
        ADMIN_PASSWORD: "/run/secrets/admin",
        DB_PASSWORD: "${DB_PASSWORD}",
      }),
  },
  {
    policy: "secret-patterns",
    when: "the password in a URL is a variable",
    change: (fleet) =>
      (fleet.environment("VPS", "outline")["DATABASE_URL"] = "postgres://outline:${POSTGRES_PASSWORD:?}@outline-postgres:5432/outline"),
  },
  {
    policy: "secret-settings",
    when: "a setting that looks like a secret is none",
    change: (fleet) => (fleet.settings["homelab:tokenUrl"] = "https://example.com/token"),
  },
  { policy: "gpu-placement", when: "any GPU will do", change: (fleet) => (fleet.container("SOLARIA", "ollama")["devices"] = []) },
  {
    policy: "image-architecture",
    when: "an image says the node's own architecture",
    change: (fleet) =>
      Object.assign(fleet.container("VPS", "outline"), { image: `outlinewiki/outline:1.7.1-amd64@${digest}`, platform: "linux/amd64" }),
  },
  {
    policy: "compute-placement",
    when: "the exception has weeks left",
    change: (fleet) => Object.assign(fleet.contract("VPS", "ai-cluster").placement.exceptions[0] ?? {}, { until: "2027-01-01" }),
  },
  {
    policy: "placement-exception-ending",
    when: "there are fifteen days left",
    change: (fleet) => Object.assign(fleet.contract("VPS", "ai-cluster").placement.exceptions[0] ?? {}, { until: "2026-12-06" }),
  },
];

describe("nobody has anything against a house in which", () => {
  it.each(compliant)("$when ($policy)", async ({ change }) => {
    const fleet = new Fleet();
    change(fleet);
    expect(await judgeFleet(fleet)).toEqual([]);
  });

  it("covers every policy", () => {
    expect([...new Set(compliant.map(({ policy }) => policy))].sort()).toEqual(policies.map(({ name }) => name).sort());
  });
});
