import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import { formatProblem } from "../../compose/problem.ts";
import { deployedDocument } from "../../src/inventory/deployed-document.ts";
import { privileges } from "../../src/rules/exposure/privileges.ts";
import { loadInventory } from "../../src/rules/load/index.ts";
import { nodeProjects } from "../../src/rules/node-facts.ts";
import { projectFacts } from "../../src/rules/facts.ts";
import { hostPaths } from "../../src/rules/powers/host-paths.ts";
import { repository } from "../support/checkout.ts";

const compose = "services/telegram-bot/docker-compose.yml";
const contract = "services/telegram-bot/service.yaml";
const example = "services/telegram-bot/env.example";
const root = mkdtempSync(join(tmpdir(), "homelab-hostile-"));
for (const part of ["inventory", "hosts", "services"]) cpSync(join(repository, part), join(root, part), { recursive: true });
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** What a pull request adds to the telegram-bot of the real data. */
interface Hostile {
  /** Attributes of the container. */
  readonly service?: string;
  /** One more mount of the container. */
  readonly mount?: string;
  /** Parts of the document besides its services. */
  readonly document?: string;
  /** Declares a folder as data of the bot: source and target. */
  readonly data?: readonly [string, string];
  /** One more entry of what the contract shares. */
  readonly shared?: string;
  /** Anything else that the contract says. */
  readonly contract?: string;
}

/** Everything that is said against the VPS once the lines are in the data: by the checks of the data or by the policies. */
function refusals({ service, mount, document, data, shared, contract: more }: Hostile): string[] {
  for (const file of [compose, contract, example]) writeFileSync(join(root, file), readFileSync(join(repository, file)));
  edit(compose, "    # No ports:", service === undefined ? "" : `    ${service}\n`);
  edit(compose, "    tmpfs:\n", mount === undefined ? "" : `      - ${mount}\n`);
  if (document !== undefined) append(compose, document);
  const [source, target] = data ?? [];
  const declared = `    - {type: bind, source: ${String(source)}, service: telegram-bot, target: ${String(target)}, description: Settings., backup: false}\n`;
  edit(contract, "  backup_sets:", data === undefined ? "" : declared);
  edit(contract, "runtime:\n", shared === undefined ? "" : `  - ${shared}\n`);
  if (more !== undefined) append(contract, more);
  // The variable that a hostile line names is declared, as it was in the real pull request.
  const fallback = /\$\{XVAR:-([^}]*)\}/.exec(JSON.stringify([service, mount, document]))?.[1];
  if (fallback !== undefined) {
    const entry = `    - {name: XVAR, description: A value., required: false, default: ${JSON.stringify(fallback)}}\n`;
    edit(contract, "    - name: LOG_LEVEL", entry);
    append(example, "# A value.\n#XVAR=");
  }

  const { inventory, problems } = loadInventory(root);
  if (inventory === undefined) return problems.map(formatProblem);
  return [...inventory.nodes.values()].flatMap((node) => {
    const facts = nodeProjects(inventory.topology, node);
    const projects = node.deployments.map((deployment) => ({ ...projectFacts(deployment), document: deployedDocument(deployment) }));
    return [...projects.flatMap(privileges), ...hostPaths({ ...facts, projects })].map(formatProblem);
  });
}

function edit(file: string, before: string, text: string): void {
  const old = readFileSync(join(root, file), "utf8");
  if (!old.includes(before)) throw new Error(`${file} does not hold ${before}`);
  writeFileSync(
    join(root, file),
    old.replace(before, () => text + before),
  );
}

function append(file: string, text: string): void {
  writeFileSync(join(root, file), `${readFileSync(join(root, file), "utf8").trimEnd()}\n${text}\n`);
}

/** A bind that the contract calls data of the bot. */
const bound = (source: string): Hostile => ({ mount: JSON.stringify(`${source}:/h`), data: [source, "/h"] });
const long = (source: string): string => `{type: bind, source: ${JSON.stringify(source)}, target: /h}`;

/** Each hostile line with the place at which it has to be refused. */
const rows: readonly (readonly [string, Hostile, string])[] = [
  // The lines of the pull request that passed once.
  ["privileged by a variable", { service: "privileged: ${XVAR:-true}" }, "privileged"],
  ["the processes of another container", { service: 'pid: "container:node-agent"' }, "pid"],
  ["the mounts of another container", { service: 'volumes_from: ["container:node-agent"]' }, "volumes_from"],
  ["the .env of another service", { service: "env_file: [/opt/homelab/config/outline/.env]" }, "env_file[0].path"],
  ["the socket as a secret", { service: "secrets: [s]", document: "secrets:\n  s: {file: /var/run/docker.sock}" }, "secrets.s.file"],
  [
    "a file of the node as a config",
    { service: "configs: [{source: c, target: /x}]", document: "configs:\n  c: {file: /etc/shadow}" },
    "configs.c.file",
  ],
  ["a hook that is privileged", { service: "post_start: [{command: [sh, -c, id], privileged: true}]" }, "post_start[0].privileged"],
  ["a hook as root", { service: "post_start: [{command: [sh, -c, id], user: root}]" }, "post_start[0].user"],
  ["a build from elsewhere", { service: 'build: {context: "https://evil.example/x.git", privileged: true, network: host}' }, "build"],
  ["a runtime", { service: "runtime: evil" }, "runtime"],
  ["a folder of the system as data", bound("/etc"), "volumes[3].source"],
  ["an image of any registry as a mount", { mount: "{type: image, source: evil.example/x:1, target: /m}" }, "volumes[3].type"],

  // What is like them.
  ["pid by a variable", { service: "pid: ${XVAR:-host}" }, "pid"],
  ["network_mode by a variable", { service: "network_mode: ${XVAR:-host}" }, "network_mode"],
  ["userns_mode by a variable", { service: "userns_mode: ${XVAR:-host}" }, "userns_mode"],
  ["ipc by a variable", { service: "ipc: ${XVAR:-host}" }, "ipc"],
  ["uts by a variable", { service: "uts: ${XVAR:-host}" }, "uts"],
  ["a capability by a variable", { service: "cap_add: ['${XVAR:-ALL}']" }, "cap_add[0]"],
  ["a device by a variable", { service: "devices: ['${XVAR:-/dev/sda}:/dev/x']" }, "devices[0].source"],
  ["a runtime by a variable", { service: "runtime: ${XVAR:-runc}" }, "runtime"],
  ["a folder by a variable", { mount: long("/opt/homelab/data/telegram-bot/${XVAR:-../../config}") }, "volumes[3]"],
  ["a mount that begins with a variable", { mount: "'${XVAR:-/etc}:/h'", data: ["/etc", "/h"] }, "volumes[3]"],
  ["the network of another container", { service: 'network_mode: "container:outline"' }, "network_mode"],
  ["the memory of another container", { service: 'ipc: "container:outline"' }, "ipc"],
  [
    "a mount that goes on to the node",
    {
      data: ["/opt/homelab/data/telegram-bot", "/h"],
      mount: "{type: bind, source: /opt/homelab/data/telegram-bot, target: /h, bind: {propagation: rshared}}",
    },
    "volumes[3].bind.propagation",
  ],
  ["a control group of its choice", { service: "cgroup_parent: /" }, "cgroup_parent"],
  ["a provider", { service: "provider: {type: evil}" }, "provider"],
  ["a hook before the stop", { service: "pre_stop: [{command: [id], privileged: '${XVAR:-true}'}]" }, "pre_stop[0].privileged"],
  ["labels from a file of the node", { service: "label_file: [/etc/passwd]" }, "label_file[0]"],
  ["a container of another project as a link", { service: "external_links: [outline-postgres]" }, "external_links"],
  ["the engine's socket by an attribute", { service: "use_api_socket: true" }, "use_api_socket"],
  ["rules for devices", { service: "device_cgroup_rules: ['a *:* rwm']" }, "device_cgroup_rules[0]"],
  ["devices by another driver", { service: "gpus: [{driver: cdi, device_ids: [evil.example/x=y]}]" }, "gpus[0].driver"],
  ["settings of the node's kernel", { service: "sysctls: {kernel.core_pattern: '|/h/x'}" }, "sysctls"],
  ["a model", { document: "models:\n  m: {model: evil/x}", service: "models: [m]" }, "models"],
  [
    "the node's network as a network",
    { service: "networks: [n]", document: "networks:\n  n: {external: true, name: host}" },
    "networks.n.name",
  ],
  [
    "the network of another service",
    { service: "networks: [n]", document: "networks:\n  n: {external: true, name: outline_backend}" },
    "networks.n.name",
  ],
  [
    "a folder as a volume",
    {
      mount: "vol:/h",
      shared: "{volume: telegram-bot_vol, with: [outline], reason: It reads it.}",
      document: "volumes:\n  vol: {driver_opts: {type: none, o: bind, device: /etc}}",
    },
    "volumes.vol.driver_opts.device",
  ],
  [
    "the volume of another service",
    {
      mount: "vol:/h",
      shared: "{volume: outline_postgres_data, with: [outline], reason: It reads it.}",
      document: "volumes:\n  vol: {external: true, name: outline_postgres_data}",
    },
    "volumes.vol.name",
  ],
  [
    "a volume plugin",
    {
      mount: "vol:/h",
      shared: "{volume: telegram-bot_vol, with: [outline], reason: It reads it.}",
      document: "volumes:\n  vol: {driver: evil}",
    },
    "volumes.vol.driver",
  ],
  ...[
    "/root/.ssh",
    "/dev",
    "/proc",
    "/proc/1/root/run",
    "/proc/self/root/opt/homelab/config",
    "/opt/homelab",
    "/opt/homelab/config",
    "/opt/homelab/config/telegram-bot",
    "/opt/homelab/config/outline",
    "/opt/homelab/data",
    "/opt/homelab/data/control-plane",
    "/opt/homelab/services/outline",
    "/opt/homelab/state/node-agent",
    "/opt/homelab/events",
    "/home/dockeruser",
    "/home/dockeruser/docker",
    "/home/dockeruser/docker/npm/data",
    "/home/dockeruser/docker/npm",
    "/var/lib/docker/volumes/outline_postgres_data/_data",
    "/opt/homelab/data/telegram-bot-2",
  ].map((source) => [`${source} as data`, bound(source), "volumes[3].source"] as const),
  ...["/etc/", "//etc", "/opt/homelab/data/telegram-bot/../outline", "/var/../etc", "/./etc"].map(
    (source) => [`${source}, written long`, { mount: long(source) }, "volumes[3]"] as const,
  ),
  [
    "another service's data that only one contract shares",
    {
      ...bound("/opt/homelab/data/control-plane"),
      shared: "{path: /opt/homelab/data/control-plane, with: [control-plane], reason: It reads it.}",
    },
    "volumes[3].source",
  ],
];

describe("a pull request that takes more of the node than its contract asks for", () => {
  it("is not the house as it is", () => {
    expect(refusals({})).toEqual([]);
  });

  it.each(rows)("is refused at its place: %s", (_, hostile, place) => {
    const at = /^(secrets|configs|networks|volumes\.|models)/.test(place) ? place : `services.telegram-bot.${place}`;
    const lines = refusals(hostile);
    expect(lines.join("\n")).toContain(at);
    expect(lines.join("\n")).not.toContain("undeclared variable");
  });

  it("is not opened by a privilege that names something else", () => {
    const privilege = "privileges:\n  - {service: telegram-bot, allow: host-files, only: [/sys], reason: A test.}";
    expect(refusals({ mount: "/sys:/h", contract: privilege })).toEqual([]);
    expect(refusals({ mount: "/etc:/h", contract: privilege }).join("\n")).toContain("/etc");
  });

  it("cannot make a folder of the system one for data", () => {
    const file = "hosts/vps/capabilities.yaml";
    for (const folder of ["/etc", "/root/.ssh", "/opt/homelab/config", "/home/dockeruser", "/var/lib/docker", "/srv"]) {
      const text = readFileSync(join(repository, file), "utf8").replace("[/home/dockeruser/docker]", `[${folder}]`);
      writeFileSync(join(root, file), text);
      expect(loadInventory(root).problems.map(formatProblem).join("\n"), folder).toContain("hosts/vps/capabilities.yaml");
    }
    writeFileSync(join(root, file), readFileSync(join(repository, file)));
  });
});
