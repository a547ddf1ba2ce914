import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { enforcedProject, takeSnapshot } from "../../../provider/docker/index.ts";
import type { JsonMap } from "../../../provider/docker/json.ts";
import { formatPath } from "../../../provider/rpc/property-path.ts";
import { renderUnexpanded } from "../../../compose/index.ts";
import { renderComposeV1 } from "../../../compose/v1/render.ts";
import { loadInventoryOrThrow } from "../../../src/rules/load/index.ts";
import type { Deployment } from "../../../src/inventory/inventory.ts";
import { repository } from "../../support/checkout.ts";
import { compose } from "../../support/compose-engines.ts";
import type { ComposeGeneration } from "../../support/compose-engines.ts";
import { Dockerd } from "../../support/dockerd.ts";
import { importImage } from "../../support/images.ts";
import { inside } from "../../support/inside.ts";
import { LiveProject } from "../../support/live-project.ts";

/** As many attributes as a machine without special hardware can have. */
const EVERYTHING = String.raw`
services:
  full:
    container_name: full
    image: stand-in:1
    hostname: full-host
    user: "1000"
    working_dir: /tmp
    entrypoint: ["/bin/sh", "-c"]
    command: ["echo $$HOME ${"$"}{NAME} 'it''s'; sleep 100000"]
    restart: on-failure:3
    mem_limit: 64m
    memswap_limit: 64m
    mem_reservation: 32m
    oom_score_adj: -900
    cpus: 0.5
    cpu_shares: 512
    pids_limit: 100
    shm_size: 32m
    init: true
    tty: true
    stdin_open: true
    read_only: true
    stop_signal: SIGINT
    stop_grace_period: 1s
    environment:
      QUOTED: "it's \"quoted\" $$5 #1"
      LINES: "one\ntwo"
      FROM_FILE: ${"$"}{FROM_FILE}
      EMPTY: ""
      PASSED:
      NOT_SET:
      EQUALS: a=b=c
    ports:
      - "127.0.0.1:9000-9001:9000-9001"
      - "0.0.0.0:9100:91/udp"
      - "9200"
    volumes:
      - ./files:/files:ro
      - /opt/homelab/data/full:/data
      - named:/named
      - /anonymous
      - { type: tmpfs, target: /scratch }
    tmpfs: ["/run:size=1m", /var]
    cap_add: [NET_ADMIN, SYS_TIME]
    cap_drop: [MKNOD]
    security_opt: ["no-new-privileges:true"]
    devices: ["/dev/null:/dev/other:r", /dev/zero]
    group_add: ["20", "1000"]
    extra_hosts: ["one:192.0.2.1", "six:2001:db8::1"]
    dns: [192.0.2.53]
    dns_search: [example.net]
    dns_opt: ["ndots:1"]
    sysctls: { net.ipv4.ip_unprivileged_port_start: "0" }
    ulimits: { nofile: { soft: 1000, hard: 1000 }, core: 0 }
    labels: { plain: "1", "dotted.name": "a b", dollars: "$$x" }
    healthcheck: { test: "test -e /etc/mark || exit 1", interval: 1m30s, timeout: 5s, retries: 3, start_period: 10s }
    logging: { driver: json-file, options: { max-size: 5m, max-file: "2" } }
    networks: { default: { aliases: [one, two] }, fixed: { ipv4_address: 10.83.0.5 } }
  limits:
    image: stand-in:1
    deploy: { resources: { limits: { memory: 32m, cpus: "0.25" }, reservations: { memory: 16m } } }
    healthcheck: { disable: true }
    ipc: host
    pid: host
  sidecar:
    container_name: sidecar
    image: stand-in:1
    network_mode: service:full
    depends_on: [full]
  hosted:
    container_name: hosted
    image: stand-in:1
    network_mode: host
  plain:
    image: stand-in:1
networks:
  fixed: { internal: true, ipam: { config: [{ subnet: 10.83.0.0/24 }] } }
volumes:
  named: { external: true, name: some_volume }
`;

const ENVIRONMENT = `# comment
NAME='single $NOT_EXPANDED'
FROM_FILE="double \\"quotes\\" and a # sign"
PASSED=plain value # comment
export UNUSED=1
`;

let node: Dockerd;

beforeAll(async () => {
  node = await Dockerd.start();
  await importImage(node, "stand-in:1", [
    "VOLUME /of-image",
    "LABEL of=image",
    "ENV FROM_IMAGE=yes",
    "USER 0:0",
    "WORKDIR /data",
    'HEALTHCHECK --interval=1h CMD ["true"]',
    "EXPOSE 80",
  ]);
  await node.docker("volume", "create", "some_volume");
});

afterAll(async () => node.stop());

async function differences(deployment: {
  project: string;
  service: string;
  document: JsonMap;
  files?: JsonMap;
}): Promise<Record<string, unknown>> {
  const enforced = enforcedProject(deployment, await takeSnapshot(inside(node)));
  return Object.fromEntries(
    enforced.differences.map(({ path, enforced: value }) => [formatPath(path), value === undefined ? "(gone)" : value]),
  );
}

describe("in sync means silent", () => {
  test.each(["v1", "v2", "v5"] as const)(
    "right after Compose %s has brought up a project with every kind of attribute",
    { timeout: 120_000 },
    async (generation) => {
      const project = new LiveProject(node, "everything");
      const directory = "/opt/homelab/services/everything";
      // With an engine before API 1.44 Compose 5 cannot make a container in two networks: the engine refuses the request.
      const text = generation === "v5" ? EVERYTHING.replace("default: { aliases: [one, two] }, ", "") : EVERYTHING;
      await project.place(text, ENVIRONMENT, { "files/a.conf": "a\n" }, directory);
      await project.compose(generation, "up", "--detach");
      try {
        expect(await differences(project.declared as never)).toEqual({});
      } finally {
        await project.compose(generation, "down", "--timeout", "0");
      }
    },
  );

  const inventory = loadInventoryOrThrow(repository);
  const runs = [...inventory.nodes.values()].flatMap(({ name, capabilities, deployments }) => {
    const own: ComposeGeneration = capabilities.container_engine?.compose ?? "v2";
    return (own === "v1" ? (["v1"] as const) : (["v2", "v5"] as const)).map((generation) => ({
      name,
      generation,
      deployments: generation === "v5" ? deployments.filter(({ resolved }) => !hasTwoNetworks(resolved.document)) : deployments,
    }));
  });

  test.each(runs)("every service of $name, made by Compose $generation", { timeout: 240_000 }, async ({ generation, deployments }) => {
    const found: Record<string, unknown> = {};
    try {
      for (const deployment of deployments) Object.assign(found, await made(deployment, generation));
    } finally {
      await node.clear();
    }
    expect(found).toEqual({});
  });
});

/** What Compose 5 cannot make with an engine before API 1.44. */
function hasTwoNetworks({ services }: Deployment["resolved"]["document"]): boolean {
  return Object.values(services).some(({ networks }) => Object.keys(networks ?? {}).length > 1);
}

/** Makes the containers of a deployment, images replaced by a stand-in, and says what differs. Nothing is started. */
async function made(deployment: Deployment, generation: ComposeGeneration): Promise<Record<string, unknown>> {
  const { service, project, resolved } = deployment;
  const inner = `/opt/homelab/services/${service}`;
  const standIn = JSON.parse(JSON.stringify(resolved.document), (key, value: unknown) =>
    key === "image" && typeof value === "string" ? "stand-in:1" : value,
  ) as typeof resolved.document;
  for (const volume of Object.values(standIn.volumes ?? {})) await node.docker("volume", "create", volume.name ?? "");
  for (const network of Object.values(standIn.networks ?? {})) {
    if (network.external === true) await node.tryDocker("network", "create", network.name ?? "");
  }
  const binds = Object.values(standIn.services)
    .flatMap(({ volumes }) => volumes ?? [])
    .filter(({ type, bind }) => type === "bind" && bind?.create_host_path !== true);
  for (const { source = "" } of binds.filter((bind) => !bind.source?.startsWith(inner))) {
    const [program = "", ...args] = await node.inside(["mkdir", "-p", source]);
    await execa(program, args);
  }
  const outer = join(node.layout, "services", service);
  await mkdir(join(node.layout, "config", service), { recursive: true });
  await mkdir(outer, { recursive: true });
  for (const file of deployment.files) {
    await mkdir(join(outer, file.path, ".."), { recursive: true });
    await writeFile(join(outer, file.path), file.content, { mode: Number.parseInt(file.mode, 8) });
  }
  const names = new Set(resolved.variables.filter((use) => use.default === undefined).map((use) => use.name));
  const env = [...names].map((name) => `${name}=a value of ${name}\n`).join("");
  await writeFile(join(node.layout, "config", service, ".env"), env);
  const file = join(outer, "docker-compose.yml");
  await writeFile(file, generation === "v1" ? oldText({ ...resolved, document: standIn }) : renderUnexpanded(standIn));
  const run = { generation, socket: node.socket, project, directory: inner, file, envFile: join(node.layout, "config", service, ".env") };
  await compose(run, "up", "--no-start");
  const files = Object.fromEntries(deployment.files.map(({ path, content, mode }) => [path, { content, mode }]));
  const drift = await differences({ project, service, document: JSON.parse(JSON.stringify(standIn)) as JsonMap, files });
  // Nothing was started, and that much must be seen.
  const created = Object.keys(standIn.services).filter((key) => drift[`status.${key}`] === "created");
  expect(created).toEqual(Object.keys(standIn.services).filter((key) => standIn.services[key]?.profiles === undefined));
  return Object.fromEntries(
    Object.entries(drift)
      .filter(([path]) => !path.startsWith("status."))
      .map(([path, value]) => [`${service}: ${path}`, value]),
  );
}

function oldText(resolved: Deployment["resolved"]): string {
  const rendered = renderComposeV1(resolved);
  if (rendered.text === undefined) throw new Error(JSON.stringify(rendered));
  return rendered.text;
}
