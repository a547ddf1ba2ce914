import { appendFile, chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Dockerd } from "../../support/dockerd.ts";
import { importImage } from "../../support/images.ts";
import { blueprintOf, build, LiveProject } from "../../support/live-project.ts";
import type { Blueprint } from "../../support/live-project.ts";

const MARK = "m4rk3d-s3cr3t";
const OLD_MARK = "0ld-m4rk3d-s3cr3t";

const DOCUMENT = `
services:
  web:
    container_name: web
    image: stand-in:1
    restart: unless-stopped
    mem_limit: 64m
    oom_score_adj: -500
    init: true
    user: "1000:1000"
    command: ["sh", "-c", "sleep 100000"]
    environment:
      LOG_LEVEL: info
      API_TOKEN: \${API_TOKEN:?needed}
      GREETING: hello \${NAME:-nobody}
    ports:
      - 127.0.0.1:18080:80
      - "18081:81/udp"
    volumes:
      - ./files/web.conf:/etc/web.conf:ro
      - data:/data
    tmpfs: [/tmp]
    cap_add: [NET_ADMIN]
    labels: { team: house }
    networks: { default: {}, back: { aliases: [shop-web] } }
    healthcheck:
      test: [CMD, cat, /etc/mark]
      interval: 1s
      timeout: 5s
      retries: 1
    stop_grace_period: 1s
  db:
    container_name: db
    image: stand-in:1
    restart: unless-stopped
networks:
  back: {}
volumes:
  data: { external: true, name: shop_data }
`;

/** One thing done by hand on the node, and what a refresh must then say. */
interface Injection {
  readonly title: string;
  readonly by: (node: Dockerd, shop: LiveProject) => Promise<unknown>;
  readonly shows: Readonly<Record<string, unknown>>;
  /** What else has to be put right afterwards than the two containers. */
  readonly undo?: (node: Dockerd, shop: LiveProject) => Promise<unknown>;
}

/** A text of that form. */
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const web = "document.services.web";
const db = "document.services.db";

let node: Dockerd;
let shop: LiveProject;
let made: Record<"web" | "db", Blueprint>;

/** Makes a container anew with one thing changed in what the engine's API takes. */
function anew(name: "web" | "db", change: (body: Blueprint["body"]) => void): Injection["by"] {
  return async () => {
    const blueprint = structuredClone(made[name]);
    change(blueprint.body);
    await build(node, blueprint);
  };
}

const injections: readonly Injection[] = [
  {
    title: "memory raised",
    by: () => node.docker("update", "--memory", "96m", "--memory-swap", "192m", "web"),
    shows: { [`${web}.mem_limit`]: "100663296" },
  },
  {
    title: "memory removed",
    by: anew("web", (body) => Object.assign(body.HostConfig, { Memory: 0, MemorySwap: 0 })),
    shows: { [`${web}.mem_limit`]: "(gone)" },
  },
  {
    title: "memory set where none was declared",
    by: () => node.docker("update", "--memory", "64m", "--memory-swap", "128m", "db"),
    shows: { [`${db}.mem_limit`]: "64m" },
  },
  {
    title: "swap allowed",
    by: () => node.docker("update", "--memory", "64m", "--memory-swap", "300m", "web"),
    shows: { [`${web}.memswap_limit`]: "300m" },
  },
  { title: "processors limited", by: () => node.docker("update", "--cpus", "0.5", "db"), shows: { [`${db}.cpus`]: 0.5 } },
  { title: "restart policy", by: () => node.docker("update", "--restart", "no", "web"), shows: { [`${web}.restart`]: "no" } },
  { title: "container stopped", by: () => node.docker("kill", "db"), shows: { "status.db": "exited (137)" } },
  { title: "container removed", by: () => node.docker("rm", "--force", "db"), shows: { "status.db": "missing" } },
  {
    title: "container renamed",
    by: () => node.docker("rename", "db", "db-old"),
    shows: { [`${db}.container_name`]: "db-old" },
    undo: () => node.docker("rm", "--force", "db-old"),
  },
  { title: "container paused", by: () => node.docker("pause", "web"), shows: { "status.web": "paused" } },
  {
    title: "an extra container with the project's label",
    by: () =>
      node.docker("run", "--detach", "--name", "sneaky", "--network", "none", "--label", "com.docker.compose.project=shop", "stand-in:1"),
    shows: { "status.sneaky": "running, not in git" },
    undo: () => node.docker("rm", "--force", "sneaky"),
  },
  {
    title: "a container of the declared name made outside the project",
    by: anew("db", (body) => {
      body.Labels = {};
    }),
    shows: { "status.db": "running, made by hand outside the project" },
  },
  {
    title: "image retagged to other content",
    by: () => node.docker("tag", "stand-in:2", "stand-in:1"),
    shows: { [`${web}.image`]: like(/^stand-in:1 as sha256:.*the tag now names sha256:/), [`${db}.image`]: like(/^stand-in:1 as sha256:/) },
    undo: () => node.docker("tag", "stand-in:original", "stand-in:1"),
  },
  {
    title: "another image",
    by: anew("db", (body) => {
      body["Image"] = "stand-in:2";
    }),
    shows: { [`${db}.image`]: "stand-in:2" },
  },
  {
    title: "a literal of the environment",
    by: anew("web", (body) => {
      body.Env = body.Env.map((text) => text.replace("LOG_LEVEL=info", "LOG_LEVEL=debug"));
    }),
    shows: { [`${web}.environment.LOG_LEVEL`]: "debug" },
  },
  {
    title: "a secret of the environment",
    by: anew("web", (body) => {
      body.Env = body.Env.map((text) => text.replace(`API_TOKEN=${MARK}`, `API_TOKEN=${OLD_MARK}`));
    }),
    shows: { [`${web}.environment.API_TOKEN`]: "(changed on the node)" },
  },
  {
    title: "a variable that nobody declares, and one that is gone",
    by: anew("web", (body) => {
      body.Env = [...body.Env.filter((text) => !text.startsWith("GREETING=")), `BACKDOOR=${MARK}`];
    }),
    shows: { [`${web}.environment.GREETING`]: "(gone)", [`${web}.environment.BACKDOOR`]: "(on the node, not in git)" },
  },
  {
    title: "the env file edited after the start",
    by: (_, { envFile }) => writeFile(envFile, `API_TOKEN=${OLD_MARK}\nNAME=house\n`),
    shows: { [`${web}.environment.API_TOKEN`]: "(changed on the node)" },
    undo: (_, { envFile }) => writeFile(envFile, `API_TOKEN=${MARK}\nNAME=house\n`),
  },
  {
    title: "the env file gone",
    by: (_, { envFile }) => rm(envFile),
    shows: {
      [`${web}.environment.API_TOKEN`]: like(/^\(cannot be compared: API_TOKEN has no value: .*\.env is not on the node\)$/),
      [`${web}.environment.GREETING`]: "(changed on the node)",
    },
    undo: (_, { envFile }) => writeFile(envFile, `API_TOKEN=${MARK}\nNAME=house\n`),
  },
  {
    title: "a label changed and one added",
    by: anew("web", (body) => {
      body.Labels = { ...body.Labels, team: "garden", extra: "1" };
    }),
    shows: { [`${web}.labels.team`]: "garden", [`${web}.labels.extra`]: "1" },
  },
  {
    title: "a published port",
    by: anew("web", (body) => {
      body.HostConfig["PortBindings"] = { "80/tcp": [{ HostIp: "", HostPort: "18080" }], "82/tcp": [{ HostPort: "18082" }] };
    }),
    shows: {
      [`${web}.ports[0]`]: { mode: "ingress", target: 80, published: "18080", protocol: "tcp" },
      [`${web}.ports[1]`]: "(missing on the node)",
      [`${web}.ports[2]`]: { mode: "ingress", target: 82, published: "18082", protocol: "tcp" },
    },
  },
  {
    title: "a mount that may be written to, another volume, and one more bind",
    by: anew("web", (body) => {
      const binds = body.HostConfig["Binds"] as string[];
      body.HostConfig["Binds"] = [...binds.map((bind) => bind.replace(":ro", "").replace("shop_data", "other_data")), "/etc:/host-etc:ro"];
    }),
    shows: {
      [`${web}.volumes[0]`]: {
        type: "bind",
        source: like(/\/files\/web\.conf$/),
        target: "/etc/web.conf",
        bind: { create_host_path: true },
      },
      [`${web}.volumes[1]`]: { type: "volume", source: "other_data", target: "/data", volume: {} },
      [`${web}.volumes[2]`]: { type: "bind", source: "/etc", target: "/host-etc", read_only: true },
    },
  },
  {
    title: "a network detached",
    by: () => node.docker("network", "disconnect", "shop_back", "web"),
    shows: { [`${web}.networks.back`]: "(missing on the node)" },
  },
  {
    title: "a network attached again without its names",
    by: async () => {
      await node.docker("network", "disconnect", "shop_back", "web");
      await node.docker("network", "connect", "shop_back", "web");
    },
    shows: { [`${web}.networks.back.aliases[0]`]: "(missing on the node)" },
  },
  {
    title: "one more network",
    by: () => node.docker("network", "connect", "shop_back", "db"),
    shows: { [`${db}.networks.back`]: "(attached on the node, not in git)" },
  },
  {
    title: "a capability",
    by: anew("web", (body) => {
      body.HostConfig["CapAdd"] = ["CAP_NET_ADMIN", "CAP_SYS_ADMIN"];
    }),
    shows: { [`${web}.cap_add[1]`]: "CAP_SYS_ADMIN" },
  },
  {
    title: "privileged",
    by: anew("db", (body) => {
      body.HostConfig["Privileged"] = true;
    }),
    shows: { [`${db}.privileged`]: true },
  },
  {
    title: "a device",
    by: anew("db", (body) => {
      body.HostConfig["Devices"] = [{ PathOnHost: "/dev/null", PathInContainer: "/dev/ttyUSB0", CgroupPermissions: "rwm" }];
    }),
    shows: { [`${db}.devices[0]`]: "/dev/null:/dev/ttyUSB0:rwm" },
  },
  {
    title: "the node's process ids",
    by: anew("db", (body) => {
      body.HostConfig["PidMode"] = "host";
    }),
    shows: { [`${db}.pid`]: "host" },
  },
  {
    title: "the kernel's preference for killing",
    by: anew("web", (body) => {
      body.HostConfig["OomScoreAdj"] = 300;
    }),
    shows: { [`${web}.oom_score_adj`]: 300 },
  },
  {
    title: "user",
    by: anew("web", (body) => {
      body["User"] = "0:0";
    }),
    shows: { [`${web}.user`]: "0:0" },
  },
  {
    title: "command",
    by: anew("web", (body) => {
      body["Cmd"] = ["sh", "-c", "sleep 9"];
    }),
    shows: { [`${web}.command`]: ["sh", "-c", "sleep 9"] },
  },
  {
    title: "a command that holds a secret",
    by: anew("web", (body) => {
      body["Cmd"] = ["sh", "-c", `sleep 100000 # --token=${MARK}`];
    }),
    shows: { [`${web}.command`]: ["sh", "-c", "(changed on the node)"] },
  },
  {
    title: "entrypoint",
    by: anew("db", (body) => {
      body["Entrypoint"] = ["/bin/sh", "-c"];
      body["Cmd"] = ["sleep 99999"];
    }),
    shows: { [`${db}.entrypoint`]: ["/bin/sh", "-c"], [`${db}.command`]: ["sleep 99999"] },
  },
  {
    title: "health check switched off",
    by: anew("web", (body) => {
      body["Healthcheck"] = { Test: ["NONE"] };
    }),
    shows: { [`${web}.healthcheck.disable`]: true },
  },
  {
    title: "read-only root, no init",
    by: anew("web", (body) => Object.assign(body.HostConfig, { ReadonlyRootfs: true, Init: false })),
    shows: { [`${web}.read_only`]: true, [`${web}.init`]: false },
  },
  {
    title: "health failing",
    by: async () => {
      await node.docker("exec", "--user", "0", "web", "rm", "/etc/mark");
      for (let tries = 0; tries < 60; tries++) {
        if ((await node.docker("inspect", "--format", "{{.State.Health.Status}}", "web")) === "unhealthy") return;
        await sleep(200);
      }
    },
    shows: { "status.web": "unhealthy" },
  },
  {
    title: "a placed file edited and its mode",
    by: async (_, { directory }) => {
      await appendFile(join(directory, "files/web.conf"), "more\n");
      await chmod(join(directory, "files/web.conf"), 0o666);
    },
    shows: {
      'files["files/web.conf"].sha256': like(/^[0-9a-f]{64}$/),
      'files["files/web.conf"].size': 10,
      'files["files/web.conf"].mode': "0666",
    },
    undo: async (_, { directory }) => {
      await writeFile(join(directory, "files/web.conf"), "conf\n");
      await chmod(join(directory, "files/web.conf"), 0o644);
    },
  },
  {
    title: "a placed file removed",
    by: (_, { directory }) => rm(join(directory, "files/web.conf")),
    shows: { 'files["files/web.conf"]': "(gone)" },
    undo: (_, { directory }) => writeFile(join(directory, "files/web.conf"), "conf\n"),
  },
];

beforeAll(async () => {
  node = await Dockerd.start();
  await importImage(node, "stand-in:1", ["VOLUME /anonymous", "LABEL of=image", "ENV FROM_IMAGE=yes"]);
  await node.docker("tag", "stand-in:1", "stand-in:original");
  await importImage(node, "stand-in:2", ["VOLUME /anonymous", "LABEL of=image", "ENV FROM_IMAGE=yes"], "second");
  await node.docker("volume", "create", "shop_data");
  await node.docker("volume", "create", "other_data");
  shop = new LiveProject(node, "shop");
  await shop.place(DOCUMENT, `API_TOKEN=${MARK}\nNAME=house\n`, { "files/web.conf": "conf\n" });
  await shop.compose("v2", "up", "--detach");
  made = { web: await blueprintOf(node, "web"), db: await blueprintOf(node, "db") };
});

afterAll(async () => node.stop());

describe("whatever is changed by hand on a node", () => {
  test("a project that was just brought up is in sync", async () => {
    expect(await shop.drift()).toEqual({});
  });

  test.each(injections)("$title is found at its path and nowhere else", { timeout: 60_000 }, async ({ by, shows, undo }) => {
    try {
      await by(node, shop);
      const drift = await shop.drift();
      expect(drift).toEqual(shows);
      expect(JSON.stringify(drift)).not.toContain(MARK);
    } finally {
      await undo?.(node, shop);
      const touched = (name: string): boolean => Object.keys(shows).some((path) => path.includes(`.${name}`));
      await Promise.all((["web", "db"] as const).filter(touched).map((name) => build(node, made[name])));
    }
    expect(await shop.drift()).toEqual({});
  });
});
