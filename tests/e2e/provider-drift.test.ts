import { appendFile, chmod, chown, rm, rmdir, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { IMAGE, layout, project, sleeper } from "../provider/deploy/support/documents.ts";
import { NodeSite } from "../provider/deploy/support/node-site.ts";
import type { Dockerd } from "../support/dockerd.ts";
import { importImage } from "../support/images.ts";
import { blueprintOf, build } from "../support/live-project.ts";
import type { Blueprint } from "../support/live-project.ts";
import { bothAnswers } from "../cli/drift/support/same-answer.ts";

const MARK = "m4rk3d-s3cr3t";
const OTHER_MARK = "0ther-m4rk3d-s3cr3t";

type Project = "limits" | "state" | "inside" | "around" | "vars";

/** One thing done by hand on a node, in a service of its own, and what a refreshing preview must then say. */
interface Injection {
  readonly title: string;
  readonly in: Project;
  readonly service: string;
  /** What is declared for the service, beside what every service of this test has. */
  readonly declared?: object;
  readonly by: (name: string) => Promise<unknown>;
  /** By path below the service; one that begins with `/` counts from the resource. */
  readonly shows: Readonly<Record<string, unknown>>;
}

/** A text of that form. */
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

let site: NodeSite;
let node: Dockerd;

/** Removed and made anew by hand, with one thing changed in what the engine's API takes. */
function anew(change: (body: Blueprint["body"]) => void): Injection["by"] {
  return async (name) => {
    const blueprint = structuredClone(await blueprintOf(node, name));
    change(blueprint.body);
    await build(node, blueprint);
  };
}

const update =
  (...settings: readonly string[]): Injection["by"] =>
  (name) =>
    node.docker("update", ...settings, name);
const cli =
  (...command: readonly string[]): Injection["by"] =>
  (name) =>
    node.docker(...command, name);
const conf = (file: string) => ({
  type: "bind",
  source: `/opt/homelab/services/around/files/${file}`,
  target: "/etc/some.conf",
  read_only: true,
});

const injections: readonly Injection[] = [
  {
    title: "memory raised",
    in: "limits",
    service: "raised",
    by: update("--memory", "64m", "--memory-swap", "128m"),
    shows: { mem_limit: "67108864" },
  },
  {
    title: "memory removed",
    in: "limits",
    service: "removed-limit",
    by: anew((body) => Object.assign(body.HostConfig, { Memory: 0, MemorySwap: 0 })),
    shows: { mem_limit: undefined },
  },
  {
    title: "memory set where none was declared",
    in: "limits",
    service: "unlimited",
    declared: { mem_limit: undefined },
    by: update("--memory", "64m", "--memory-swap", "128m"),
    shows: { mem_limit: "64m" },
  },
  {
    title: "swap allowed",
    in: "limits",
    service: "swap",
    by: update("--memory", "32m", "--memory-swap", "300m"),
    shows: { memswap_limit: "300m" },
  },
  { title: "processors limited", in: "limits", service: "cpus", by: update("--cpus", "0.5"), shows: { cpus: 0.5 } },
  { title: "restart policy", in: "limits", service: "policy", by: update("--restart", "no"), shows: { restart: "no" } },
  {
    title: "the kernel's preference for killing",
    in: "limits",
    service: "oom",
    declared: { oom_score_adj: 100 },
    by: anew((body) => {
      body.HostConfig["OomScoreAdj"] = 900;
    }),
    shows: { oom_score_adj: 900 },
  },

  {
    title: "container stopped",
    in: "state",
    service: "stopped",
    by: cli("stop", "--time", "600"),
    shows: { "/status.stopped": "exited (143)" },
  },
  { title: "container killed", in: "state", service: "killed", by: cli("kill"), shows: { "/status.killed": "exited (137)" } },
  { title: "container removed", in: "state", service: "removed", by: cli("rm", "--force"), shows: { "/status.removed": "missing" } },
  {
    title: "container renamed",
    in: "state",
    service: "renamed",
    by: (name) => node.docker("rename", name, `${name}-old`),
    shows: { container_name: "renamed-old" },
  },
  { title: "container paused", in: "state", service: "paused", by: cli("pause"), shows: { "/status.paused": "paused" } },
  {
    title: "an extra container with the project's label",
    in: "state",
    service: "neighbour",
    by: () => node.docker("run", "--detach", "--name", "sneaky", "--network", "none", "--label", "com.docker.compose.project=state", IMAGE),
    shows: { "/status.sneaky": "running, not in git" },
  },
  {
    title: "health failing",
    in: "state",
    service: "ill",
    declared: { healthcheck: { test: ["CMD", "test", "-f", "/etc/mark"], interval: "1s", timeout: "2s", retries: 1 } },
    by: async (name) => {
      await node.docker("exec", name, "rm", "/etc/mark");
      for (
        let tries = 0;
        tries < 100 && (await node.docker("inspect", "--format", "{{.State.Health.Status}}", name)) !== "unhealthy";
        tries++
      )
        await sleep(200);
    },
    shows: { "/status.ill": "unhealthy" },
  },

  {
    title: "a literal of the environment changed",
    in: "inside",
    service: "environment",
    declared: { environment: { LOG_LEVEL: "info" } },
    by: anew((body) => {
      body.Env = body.Env.map((text) => text.replace("=info", "=debug"));
    }),
    shows: { "environment.LOG_LEVEL": "debug" },
  },
  {
    title: "a variable that nobody declares",
    in: "inside",
    service: "backdoor",
    declared: { environment: { LOG_LEVEL: "info" } },
    by: anew((body) => {
      body.Env = [...body.Env, `BACKDOOR=${MARK}`];
    }),
    shows: { "environment.BACKDOOR": "(on the node, not in git)" },
  },
  {
    title: "a label changed and one added",
    in: "inside",
    service: "labels",
    declared: { labels: { team: "house" } },
    by: anew((body) => {
      body.Labels = { ...body.Labels, team: "garden", extra: "1" };
    }),
    shows: { "labels.team": "garden", "labels.extra": "1" },
  },
  {
    title: "command",
    in: "inside",
    service: "command",
    by: anew((body) => {
      body["Cmd"] = ["sleep", "99999"];
    }),
    shows: { "command[1]": "99999" },
  },
  {
    title: "entrypoint",
    in: "inside",
    service: "entrypoint",
    by: anew((body) => {
      body["Entrypoint"] = ["/bin/env"];
    }),
    shows: { entrypoint: ["/bin/env"] },
  },
  {
    title: "user",
    in: "inside",
    service: "user",
    declared: { user: "1000:1000" },
    by: anew((body) => {
      body["User"] = "0:0";
    }),
    shows: { user: "0:0" },
  },
  {
    title: "a capability added",
    in: "inside",
    service: "capability",
    by: anew((body) => {
      body.HostConfig["CapAdd"] = ["CAP_NET_ADMIN"];
    }),
    shows: { cap_add: ["CAP_NET_ADMIN"] },
  },
  {
    title: "privileged",
    in: "inside",
    service: "privileged",
    by: anew((body) => {
      body.HostConfig["Privileged"] = true;
    }),
    shows: { privileged: true },
  },
  {
    title: "a device",
    in: "inside",
    service: "device",
    by: anew((body) => {
      body.HostConfig["Devices"] = [{ PathOnHost: "/dev/null", PathInContainer: "/dev/ttyUSB0", CgroupPermissions: "rwm" }];
    }),
    shows: { devices: ["/dev/null:/dev/ttyUSB0:rwm"] },
  },
  {
    title: "the node's process ids",
    in: "inside",
    service: "pid",
    by: anew((body) => {
      body.HostConfig["PidMode"] = "host";
    }),
    shows: { pid: "host" },
  },

  {
    title: "a published port",
    in: "around",
    service: "port",
    declared: { ports: [{ mode: "ingress", target: 80, published: "18080", protocol: "tcp", host_ip: "127.0.0.1" }] },
    by: anew((body) => {
      body.HostConfig["PortBindings"] = { "80/tcp": [{ HostIp: "", HostPort: "18080" }] };
    }),
    shows: { "ports[0].host_ip": undefined },
  },
  {
    title: "a mount that may be written to",
    in: "around",
    service: "mount",
    declared: { volumes: [conf("kept.conf")] },
    by: anew((body) => {
      body.HostConfig["Binds"] = (body.HostConfig["Binds"] as string[]).map((bind) => bind.replace(":ro", ""));
    }),
    shows: { "volumes[0].read_only": undefined },
  },
  {
    title: "a mount that nobody declares",
    in: "around",
    service: "more-mounts",
    by: anew((body) => {
      body.HostConfig["Binds"] = ["/etc:/host-etc:ro"];
    }),
    shows: { volumes: [{ type: "bind", source: "/etc", target: "/host-etc", read_only: true }] },
  },
  {
    title: "a network detached",
    in: "around",
    service: "detached",
    declared: { networks: { default: null, back: null } },
    by: (name) => node.docker("network", "disconnect", "around_back", name),
    shows: { "networks.back": "(missing on the node)" },
  },
  {
    title: "a network attached",
    in: "around",
    service: "attached",
    by: (name) => node.docker("network", "connect", "around_back", name),
    shows: { "networks.back": "(attached on the node, not in git)" },
  },
  {
    title: "image retagged to other content",
    in: "around",
    service: "retagged",
    declared: { image: "retagged:1" },
    by: () => node.docker("tag", "other:1", "retagged:1"),
    shows: { image: like(/^retagged:1 as sha256:.*the tag now names sha256:/) },
  },
  {
    title: "a placed file edited",
    in: "around",
    service: "reader",
    declared: { volumes: [conf("read.conf")] },
    by: () => appendFile(site.path("services/around/files/read.conf"), "more\n"),
    shows: { '/files["files/read.conf"].sha256': like(/^[0-9a-f]{64}$/), '/files["files/read.conf"].size': 10 },
  },
  {
    title: "a placed file's mode",
    in: "around",
    service: "mode",
    by: () => chmod(site.path("services/around/files/mode.conf"), 0o666),
    shows: { '/files["files/mode.conf"].mode': "0666" },
  },
  {
    title: "a placed file removed",
    in: "around",
    service: "file",
    by: () => rm(site.path("services/around/files/gone.conf")),
    shows: { '/files["files/gone.conf"]': undefined },
  },

  {
    title: "the env file edited after the start",
    in: "vars",
    service: "token",
    declared: { environment: { TOKEN: "${TOKEN}" } },
    by: () => writeFile(site.path("config/vars/.env"), `TOKEN=${OTHER_MARK}\n`),
    shows: { "environment.TOKEN": "(changed on the node)" },
  },
];

const folders: readonly {
  readonly title: string;
  readonly by: () => Promise<unknown>;
  readonly shows: Readonly<Record<string, unknown>>;
}[] = [
  { title: "a folder's mode", by: () => chmod(site.path("world"), 0o777), shows: { "folders.world.mode": "0777" } },
  { title: "a folder's owner", by: () => chown(site.path("logs"), 1000, 0), shows: { "folders.logs.owner": like(/^\w+$/) } },
  { title: "a folder removed", by: () => rmdir(site.path("actions")), shows: { "folders.actions": undefined } },
];

const projects = [...new Set(injections.map((injection) => injection.in))];

/** A project of the services that its injections hit, and one that nobody touches. */
function declaredProject(name: Project) {
  const own = injections.filter((injection) => injection.in === name);
  const services = Object.fromEntries([
    ...own.map(({ service, declared }) => [service, sleeper(service, declared)] as const),
    [`still-${name}`, sleeper(`still-${name}`)],
  ]);
  const files = Object.fromEntries(["kept", "read", "mode", "gone"].map((file) => [`files/${file}.conf`, { content: "conf\n" }]));
  const contract = { healthcheck: { type: "container", services: [], interval: "1s", timeout: "2s", deadline: "30s" } };
  return project(name, { services, contract, ...(name === "around" ? { files, networks: { back: { name: "around_back" } } } : {}) });
}

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: { readonly inputs: unknown };
  readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
}

/** What a plan's updates are about: by resource, the enforced value at each path. */
function enforcedOf(steps: readonly Step[]): Record<string, Record<string, unknown>> {
  const updates = steps.filter(({ op }) => op === "update");
  return Object.fromEntries(
    updates.map(({ urn, detailedDiff, oldState }) => [
      urn.split("::").at(-1) ?? urn,
      Object.fromEntries(Object.keys(detailedDiff ?? {}).map((path) => [path, valueAt(oldState?.inputs, path)])),
    ]),
  );
}

function valueAt(inputs: unknown, path: string): unknown {
  let value = inputs;
  for (const [, quoted, index, word] of path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[]+)/g)) {
    value = (value as Record<string, unknown> | undefined)?.[quoted ?? index ?? word ?? ""];
  }
  return value;
}

const placeOf = (service: string, path: string): string => (path.startsWith("/") ? path.slice(1) : `document.services.${service}.${path}`);

describe("whatever is changed by hand on a node that a real `up` made", { timeout: 240_000 }, () => {
  let found: Record<string, Record<string, unknown>> = {};
  let shown = "";
  let untouched: readonly string[] = [];
  const identities = () =>
    Promise.all([...projects.map((name) => `still-${name}`), "neighbour", "mode", "file"].map((name) => site.identity(name)));

  beforeAll(async () => {
    site = await NodeSite.start("v2");
    ({ node } = site);
    await Promise.all([
      importImage(node, IMAGE, [], "mark"),
      importImage(node, "retagged:1"),
      importImage(node, "other:1", [], "another content"),
    ]);
    await site.write("config/vars/.env", `TOKEN=${MARK}\n`);
    const tree = {
      ...layout,
      args: { ...layout.args, folders: { state: {}, services: {}, config: { mode: "0700" }, world: {}, logs: {}, actions: {} } },
    };
    await site.declare({ layout: tree, ...Object.fromEntries(projects.map((name) => [name, declaredProject(name)])) });
    const up = await site.up();
    if (up.exitCode !== 0) throw new Error(up.all);
    untouched = await identities();
    for (const { by, service } of injections) await by(service);
    for (const { by } of folders) await by();
    const plan = await site.pulumi(["preview", "--refresh", "--json"]);
    found = enforcedOf((JSON.parse(plan.stdout) as { steps: Step[] }).steps);
    shown = plan.all + (await site.pulumi(["preview", "--refresh", "--diff"])).all;
  }, 600_000);
  afterAll(() => site[Symbol.asyncDispose]());

  test.each(injections)("$title is found at its path", ({ in: name, service, shows }) => {
    const expected = Object.fromEntries(Object.entries(shows).map(([path, value]) => [placeOf(service, path), value]));
    const own = Object.fromEntries(
      Object.entries(found[name] ?? {}).filter(
        ([path]) => Object.hasOwn(expected, path) || path.startsWith(`document.services.${service}.`) || path === `status.${service}`,
      ),
    );
    expect(own).toStrictEqual(expected);
  });

  test.each(folders)("$title is found at its path", ({ shows }) => {
    expect(found["layout"]).toMatchObject(shows);
  });

  test("nothing else is found, and no secret is shown", () => {
    const expected = injections.flatMap(({ in: name, service, shows }) =>
      Object.keys(shows).map((path) => `${name} ${placeOf(service, path)}`),
    );
    const paths = Object.entries(found).flatMap(([name, places]) => Object.keys(places).map((path) => `${name} ${path}`));
    expect(paths.sort()).toEqual(
      [...expected, ...folders.flatMap(({ shows }) => Object.keys(shows).map((path) => `layout ${path}`))].sort(),
    );
    expect(shown).toMatch(/mem_limit *: "67108864" => "33554432"/);
    expect(shown).not.toContain(MARK);
    expect(shown).not.toContain(OTHER_MARK);
  });

  test("gets the same answer from `drift` by the engine and from a quick look without it", async () => {
    const { engine, quick, exitCodes } = await bothAnswers(
      site,
      projects.map((name) => declaredProject(name)),
    );
    expect(Object.keys(engine).sort()).toEqual([...projects].sort());
    expect(Object.values(engine)).toEqual(projects.map(() => expect.objectContaining({ verdict: "drifted" }) as unknown));
    expect(quick).toEqual(engine);
    expect(exitCodes).toEqual([7, 7]);
  });

  test("still is to be repaired after `pulumi refresh` has written it into the state, and once more", async () => {
    for (let times = 0; times < 2; times++) {
      const refreshed = await site.pulumi(["refresh", "--yes", "--skip-preview"]);
      expect(refreshed.exitCode, refreshed.all).toBe(0);
    }
    const plan = enforcedOf((JSON.parse((await site.pulumi(["preview", "--json"])).stdout) as { steps: Step[] }).steps);
    const paths = (of: Record<string, Record<string, unknown>>) =>
      Object.fromEntries(Object.entries(of).map(([name, places]) => [name, Object.keys(places).sort()]));
    expect(paths(plan)).toEqual(paths(found));
    const kept = await site.state();
    expect(kept).not.toContain(MARK);
    expect(kept).not.toContain(OTHER_MARK);
  });

  test("is repaired by `up --refresh`, which leaves alone what was as declared, and then a refreshing preview proposes nothing", async () => {
    const reader = await site.identity("reader");
    const repaired = await site.up("--refresh");
    expect(repaired.exitCode, repaired.all).toBe(0);
    expect(await identities()).toEqual(untouched);
    // A file that changed restarts who mounts it, in the same container.
    expect((await site.identity("reader")).split(" ")[0]).toBe(reader.split(" ")[0]);
    const silent = await site.pulumi(["preview", "--refresh", "--diff", "--expect-no-changes"]);
    expect(silent.exitCode, silent.all).toBe(0);
    const names = await node.docker("ps", "--format", "{{.Names}}");
    expect(names.split("\n").sort()).toEqual(
      [...injections.map(({ service }) => service), ...projects.map((name) => `still-${name}`)].sort(),
    );
    expect(await site.sh("docker exec token env")).toContain(`TOKEN=${OTHER_MARK}`);
  });
});
