import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Replaces the data of a copy of the project by one node, SATURN, with `count` generated services of two containers
 * each: the same program, sizes that a real service has, nothing else in the way.
 */
export async function generateSite(root: string, count: number): Promise<void> {
  await Promise.all(["inventory", "hosts", "services"].map((folder) => rm(path.join(root, folder), { recursive: true, force: true })));
  const names = Array.from({ length: count }, (_, index) => `generated-${index}`);
  await write(root, "inventory/topology.yaml", topology);
  await write(root, "hosts/saturn/capabilities.yaml", capabilities);
  await write(
    root,
    "hosts/saturn/services.yaml",
    `node: SATURN\nservices:\n${names.map((name) => `  ${name}: { exposure: none }\n`).join("")}`,
  );
  for (const [index, name] of names.entries()) {
    const folder = `services/${name}`;
    await write(root, `${folder}/docker-compose.yml`, compose(name, 20_000 + index));
    await write(root, `${folder}/service.yaml`, contract(name, 20_000 + index));
    await write(root, `${folder}/README.md`, `# ${name}\n\nGenerated for the bench.\n`);
    await write(root, `${folder}/env.example`, `# The password of the cache.\n${variable(name)}=\n`);
    await write(root, `${folder}/healthcheck.sh`, "#!/bin/sh\nexit 0\n", 0o755);
    await write(root, `hosts/saturn/runtime/${name}/docker-compose.override.yml`, override(name));
  }
}

async function write(root: string, file: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text, { mode });
}

function variable(name: string): string {
  return `${name.toUpperCase().replaceAll("-", "_")}_PASSWORD`;
}

const topology = `mesh: { kind: tailscale, domain: bench.ts.net }
public_domain: example.net
sites:
  saturn: { description: Generated for the bench. }
nodes:
  SATURN:
    site: saturn
    role: control
    description: Carries every generated service.
    address: saturn
    connection: { kind: ssh, user: bench, port: 22 }
`;

const capabilities = `node: SATURN
architecture: amd64
cpu_cores: 64
memory: { total_mib: 1048576, swap_mib: 0, reserve_mib: 4096 }
uplink: steady
container_engine: { name: docker, compose: v2, compose_version: 2.40.3 }
`;

function compose(name: string, port: number): string {
  return `services:
  ${name}:
    image: docker.io/library/nginx:1.29.3-alpine
    container_name: ${name}
    restart: unless-stopped
    ports:
      - "127.0.0.1:${port}:80"
    environment:
      TZ: Europe/Warsaw
      CACHE_URL: redis://${name}-cache:6379
      CACHE_PASSWORD: \${${variable(name)}}
    depends_on:
      ${name}-cache:
        condition: service_healthy
    healthcheck:
      test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:80/"]
      interval: 30s
      timeout: 5s
      retries: 3
    volumes:
      - /opt/homelab/data/${name}:/usr/share/nginx/html
    logging:
      driver: json-file
      options: { max-size: 10m, max-file: "3" }
  ${name}-cache:
    image: docker.io/library/redis:7.4.7-alpine
    container_name: ${name}-cache
    restart: unless-stopped
    command: ["redis-server", "--save", "", "--appendonly", "no"]
    healthcheck:
      test: ["CMD", "redis-cli", "ping"]
      interval: 30s
`;
}

function override(name: string): string {
  return `services:
  ${name}:
    mem_limit: 64m
  ${name}-cache:
    mem_limit: 32m
`;
}

function contract(name: string, port: number): string {
  return `name: ${name}
description: Generated for the bench.
owner_node: SATURN
exposure: none
healthcheck: { type: http, url: "http://127.0.0.1:${port}/" }
persistence:
  paths:
    - type: bind
      source: /opt/homelab/data/${name}
      service: ${name}
      target: /usr/share/nginx/html
      description: What it serves.
      backup: false
runtime:
  env_vars:
    - { name: ${variable(name)}, description: The password of the cache., secret: true }
`;
}
