import { describe, expect, it } from "vitest";

import { Fleet, type Change } from "../../policy/examples/fleet.ts";
import { judgeFleet } from "../../policy/examples/judge.ts";
import { unknownText } from "../support/policy.ts";

/** What is not known before the update, and the policies that have to wait for it; all others judge as ever. */
const rows: readonly { what: string; change: (fleet: Fleet) => unknown; wait: readonly string[] }[] = [
  {
    what: "a memory limit",
    change: (fleet) => (fleet.container("VPS", "npm")["mem_limit"] = unknownText),
    wait: ["memory-budget", "memory-limit-required"],
  },
  { what: "a memswap_limit", change: (fleet) => (fleet.container("VPS", "npm")["memswap_limit"] = unknownText), wait: ["memory-swap"] },
  {
    what: "a reservation",
    change: (fleet) => (fleet.container("VPS", "npm")["mem_reservation"] = unknownText),
    wait: ["memory-reservation"],
  },
  { what: "a score", change: (fleet) => (fleet.container("VPS", "npm")["oom_score_adj"] = unknownText), wait: ["oom-score-adj"] },
  {
    what: "a container's name",
    change: (fleet) => (fleet.container("VPS", "npm")["container_name"] = unknownText),
    wait: ["container-names", "unique-container-names"],
  },
  { what: "a restart policy", change: (fleet) => (fleet.container("VPS", "npm")["restart"] = unknownText), wait: ["restart-policy"] },
  {
    what: "a port's address",
    change: (fleet) => (fleet.container("VPS", "outline")["ports"] = [{ target: 1, published: "1", host_ip: unknownText }]),
    wait: ["host-ports", "published-addresses"],
  },
  {
    what: "an image",
    change: (fleet) => (fleet.container("VPS", "npm")["image"] = unknownText),
    wait: ["compute-placement", "database-volumes", "image-architecture", "image-digest", "image-registry", "image-tag"],
  },
  {
    what: "a capability of a container",
    change: (fleet) => (fleet.container("VPS", "npm")["cap_add"] = [unknownText]),
    wait: ["privileges"],
  },
  {
    what: "the name of a DNS record",
    change: (fleet) => (fleet.resource("VPS/outline/host/wiki.example.net").props["name"] = unknownText),
    wait: ["public-records", "record-bounds"],
  },
  {
    what: "where a DNS record points",
    change: (fleet) => (fleet.resource("VPS/outline/host/wiki.example.net").props["content"] = unknownText),
    wait: ["public-records"],
  },
  {
    what: "a variable on the VPS",
    change: (fleet) => (fleet.environment("VPS", "outline")["URL"] = unknownText),
    wait: ["secret-variables"],
  },
  {
    what: "a variable in the cottage",
    change: (fleet) => (fleet.environment("CHELSTY-INFRA", "zigbee2mqtt")["URL"] = unknownText),
    wait: ["compose-v1", "offline-first", "secret-variables"],
  },
  {
    what: "the coordinator",
    change: (fleet) => (fleet.environment("CHELSTY-INFRA", "zigbee2mqtt")["ZIGBEE2MQTT_CONFIG_SERIAL_PORT"] = unknownText),
    wait: ["compose-v1", "offline-first", "secret-variables", "zigbee-coordinator"],
  },
  {
    what: "where a mount comes from",
    change: (fleet) => ((fleet.container("VPS", "npm")["volumes"] as Change[])[0] = { type: "bind", source: unknownText, target: "/data" }),
    wait: [
      "data-paths-mounted",
      "data-paths-stay",
      "database-volumes",
      "host-paths",
      "mounts-declared",
      "placed-files-read-only",
      "privileges",
    ],
  },
  {
    what: "a volume's name",
    change: (fleet) => (fleet.document("VPS", "outline")["volumes"] = { postgres_data: { name: unknownText, external: true } }),
    wait: ["data-paths-mounted", "data-paths-stay", "host-paths", "mounts-declared"],
  },
  {
    what: "a contract",
    change: (fleet) => (fleet.project("VPS", "npm")["contract"] = unknownText),
    wait: [
      "compute-placement",
      "data-paths-mounted",
      "data-paths-stay",
      "host-paths",
      "mounts-declared",
      "protected-volumes",
      "published-addresses",
    ],
  },
  {
    what: "a node's swap, where somebody counts on it",
    change: (fleet) => {
      (fleet.capabilities("VPS")["memory"] as Change)["swap_mib"] = unknownText;
      fleet.container("VPS", "npm")["memswap_limit"] = "999m";
    },
    wait: ["memory-budget", "memory-swap"],
  },
  {
    what: "a node's Compose generation",
    change: (fleet) => (fleet.capabilities("VPS")["container_engine"] = { name: "docker", compose: unknownText }),
    wait: ["compose-v1"],
  },
  {
    what: "a node's architecture",
    change: (fleet) => (fleet.capabilities("VPS")["architecture"] = unknownText),
    wait: ["image-architecture"],
  },
  { what: "a node's GPUs", change: (fleet) => (fleet.capabilities("SOLARIA")["gpus"] = unknownText), wait: ["gpu-placement"] },
  {
    what: "a node's mesh address",
    change: (fleet) => (fleet.topology("SOLARIA")["mesh_address"] = unknownText),
    wait: ["published-addresses"],
  },
  { what: "a node's uplink", change: (fleet) => (fleet.capabilities("CHELSTY-HA")["uplink"] = unknownText), wait: ["offline-first"] },
  {
    what: "a data volume's name",
    change: (fleet) => (fleet.resource("VPS/outline/volume/outline_postgres_data").props["name"] = unknownText),
    wait: ["protected-volumes"],
  },
  {
    what: "what a service's exposure is",
    change: (fleet) => (fleet.project("VPS", "node-agent")["exposure"] = unknownText),
    wait: ["published-addresses"],
  },
];

describe("a value that is not known before the update", () => {
  it.each(rows)("$what: is advice of those who need it, and no violation", async ({ change, wait }) => {
    const fleet = new Fleet();
    change(fleet);
    const said = await judgeFleet(fleet);
    expect(said.filter(({ undecided }) => undecided !== true)).toEqual([]);
    expect([...new Set(said.map(({ policy }) => policy))].sort()).toEqual(wait);
    expect(said[0]?.message).toContain("can't be known during preview");
  });

  it("keeps nobody from saying what is wrong already", async () => {
    const fleet = new Fleet();
    fleet.container("VPS", "npm")["restart"] = unknownText;
    delete fleet.container("VPS", "outline")["restart"];
    fleet.container("SOLARIA", "ollama")["ports"] = [{ target: 1, published: "1", host_ip: unknownText }];
    fleet.container("VPS", "node-agent")["ports"] = [{ target: 1, published: "1" }];
    const said = await judgeFleet(fleet);
    expect(said.filter(({ undecided }) => undecided !== true).map(({ policy, about }) => [policy, about])).toEqual([
      ["published-addresses", "VPS/node-agent/project"],
      ["restart-policy", "VPS/outline/project"],
    ]);
  });

  it("that is the whole document makes everybody wait who reads it", async () => {
    const fleet = new Fleet();
    fleet.project("VPS", "npm")["document"] = unknownText;
    const said = await judgeFleet(fleet);
    expect(said.every(({ undecided }) => undecided)).toBe(true);
    expect(new Set(said.map(({ policy }) => policy)).size).toBeGreaterThan(15);
  });
});
