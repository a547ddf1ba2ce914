import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** The stack of the fleet. Of the three sites it is the one that needs no third-party plugin. */
export const SITE = "saturn";
/** Its one node. */
export const NODE = "HOUSE";
/** What all its containers run. */
export const IMAGE = "ghcr.io/example/demo:1.0.0";

/** Writes inventory, hosts and services of a fleet of one node with two services, reached at a port of this machine. */
export async function writeFleet(root: string, port: number): Promise<void> {
  const write = writer(root);
  await write(".gitignore", "node_modules\n.homelab/\n");
  await write(
    "inventory/topology.yaml",
    `mesh: { kind: tailscale, domain: mesh.example.net }\npublic_domain: example.net\nsites:\n  ${SITE}: { description: The house. }\nnodes:\n${topologyNode(NODE, "127.0.0.1", port)}`,
  );
  for (const [name, { contract: text, compose, example }] of Object.entries(SERVICES)) {
    await write(`services/${name}/service.yaml`, text);
    await write(`services/${name}/docker-compose.yml`, compose);
    await write(`services/${name}/env.example`, example);
    await write(`services/${name}/README.md`, `# ${name}\n\nA service of a test.\n`);
    await write(`services/${name}/healthcheck.sh`, "#!/bin/sh\nexit 0\n", 0o755);
  }
  await write("services/web/files/web.conf", "x = 1\n");
  await writeNode(root, NODE, ["web", "notes", "node-agent"]);
  await write("hosts/house/runtime/web/docker-compose.override.yml", OVERRIDE);
}

/** Writes the folder of a node under `hosts/`. */
export async function writeNode(root: string, node: string, services: readonly string[]): Promise<void> {
  const write = writer(root);
  const folder = `hosts/${node.toLowerCase()}`;
  await mkdir(path.join(root, folder, "runtime"), { recursive: true });
  await write(
    `${folder}/capabilities.yaml`,
    `node: ${node}\narchitecture: amd64\ncpu_cores: 2\nmemory: { total_mib: 1024, swap_mib: 512, reserve_mib: 256, budget_mib: 256 }\nuplink: steady\ncontainer_engine: { name: docker, compose: v2, compose_version: 2.40.3 }\n`,
  );
  await write(`${folder}/services.yaml`, `node: ${node}\nservices:\n${services.map((name) => `  ${name}: { exposure: none }\n`).join("")}`);
}

function writer(root: string) {
  return async (file: string, text: string, mode = 0o644): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text, { mode });
  };
}

/** A node of the topology. */
export function topologyNode(name: string, address: string, port: number): string {
  return `  ${name}:\n    site: ${SITE}\n    role: control\n    description: A node.\n    address: ${address}\n    mesh_address: ${name === NODE ? "100.64.0.1" : "100.64.0.2"}\n    connection: { kind: ssh, user: root, port: ${port} }\n`;
}

/** With comments and an order of its own, which an adoption has to keep. */
const OVERRIDE = `# What HOUSE gives the web.
services:
  web:
    # Measured in May.
    mem_limit: 64m   # half of it is cache
    environment:
      MODE: quiet
  web-cache:
    mem_limit: 32m
`;

const container = (name: string, more: string): string => `  ${name}:
    container_name: ${name}
    image: ${IMAGE}
    command: [sleep, "100000"]
    init: true
    restart: unless-stopped
    stop_grace_period: 1s
${more}`;

const contract = (name: string, owner: string, services: string, more = "runtime: { env_vars: [] }\n"): string => `name: ${name}
description: A service of a test.
owner_node: ${owner}
exposure: none
healthcheck: { type: container, services: [${services}], interval: 1s, timeout: 2s, deadline: 15s }
restart_policy: unless-stopped
persistence: { paths: [] }
${more}`;

const SERVICES: Readonly<Record<string, { contract: string; compose: string; example: string }>> = {
  web: {
    contract: contract(
      "web",
      NODE,
      "web, web-cache",
      "runtime:\n  env_vars:\n    - { name: WEB_TOKEN, description: A token., secret: true }\n",
    ),
    compose: `services:\n${container("web", "    environment:\n      TOKEN: ${WEB_TOKEN:?a token}\n    volumes:\n      - ./files/web.conf:/etc/web.conf:ro\n")}${container("web-cache", "")}`,
    example: "# A token.\nWEB_TOKEN=\n",
  },
  notes: {
    contract: contract("notes", NODE, "notes"),
    compose: `services:\n${container("notes", "    mem_limit: 32m\n")}`,
    example: "",
  },
  "node-agent": {
    contract: contract("node-agent", "each", "node-agent"),
    compose: `services:\n${container("node-agent", "    mem_limit: 32m\n")}`,
    example: "",
  },
};
