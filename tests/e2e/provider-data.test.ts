import { mkdir, readFile, writeFile } from "node:fs/promises";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

import { IMAGE, layout, project, sleeper } from "../provider/deploy/support/documents.ts";
import { NODE } from "../provider/deploy/support/node-site.ts";
import type { NodeSite } from "../provider/deploy/support/node-site.ts";
import { onNode } from "../provider/deploy/support/on-node.ts";
import { compose } from "../support/compose-engines.ts";
import type { Ended } from "../support/tool.ts";

const minutes = 60_000;
const PREVIEW = ["preview", "--refresh", "--diff"];

describe("data on a node", { timeout: 4 * minutes }, () => {
  let site: NodeSite;
  const bind = "/opt/homelab/data/store";

  onNode("v2", async (started) => {
    site = started;
    await site.node.docker("volume", "create", "store_data");
    await site.sh(`mkdir -p ${bind} && echo marked >${bind}/mark`);
  });

  const store = (parts: object = {}, volumes: object = {}, more: Record<string, object> = {}) =>
    project("store", {
      services: {
        store: sleeper("store", {
          volumes: [
            { type: "volume", source: "data", target: "/data" },
            { type: "volume", source: "own", target: "/own" },
            { type: "volume", target: "/anonymous" },
            { type: "bind", source: bind, target: "/bind" },
          ],
          ...parts,
        }),
        ...more,
      },
      volumes: { data: { name: "store_data", external: true }, own: { name: "store_own" }, ...volumes },
    });

  const places = ["/data", "/own", "/anonymous", "/bind"];
  const marks = () => site.sh(`for place in ${places.join(" ")}; do docker exec store cat $place/mark; done`);
  const marked = places.map(() => "marked").join("\n");
  const inVolume = (name: string) =>
    site.node.docker("run", "--rm", "--network", "none", "--volume", `${name}:/x`, IMAGE, "cat", "/x/mark");

  it("outlives a container that is made anew, anonymous volumes included", async () => {
    await site.declare({
      layout,
      store: store({}, {}, { second: sleeper("second", { volumes: [{ type: "volume", source: "data", target: "/data" }] }) }),
    });
    const first = await site.up();
    expect(first.exitCode, first.all).toBe(0);
    await site.sh(`for place in ${places.join(" ")}; do docker exec store sh -c "echo marked >$place/mark"; done`);
    await site.declare({
      layout,
      store: store(
        { mem_limit: "67108864" },
        {},
        { second: sleeper("second", { volumes: [{ type: "volume", source: "data", target: "/data" }] }) },
      ),
    });
    const second = await site.up();
    expect(second.exitCode, second.all).toBe(0);
    expect(await marks()).toBe(marked);
  });

  it("outlives changed labels of its volume in the document, and another driver's options are refused with the volume's name", async () => {
    const own = (more: object) => ({ own: { name: "store_own", labels: { changed: "yes" }, ...more } });
    await site.declare({ layout, store: store({ mem_limit: "67108864" }, own({ driver_opts: { type: "tmpfs", device: "tmpfs" } })) });
    const refused = await site.up();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.all).toContain("document.volumes.own.driver_opts: the volume store_own on the node is not made as declared");
    expect(await marks()).toBe(marked);
    await site.declare({ layout, store: store({ mem_limit: "67108864" }, own({})) });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await marks()).toBe(marked);
  });

  it("outlives a volume's new name and a service that is no longer declared", async () => {
    expect(await site.node.docker("ps", "--format", "{{.Names}}")).toBe("store");
    await site.declare({ layout, store: store({ mem_limit: "67108864" }, { own: { name: "store_other" } }) });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.sh("docker exec store ls /own")).toBe("");
    expect(await inVolume("store_own")).toBe("marked");
  });

  it("outlives the stack", async () => {
    const volumes = await site.node.docker("volume", "ls", "-q");
    const ended = await site.pulumi(["destroy", "--yes", "--skip-preview"]);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.node.docker("ps", "-aq")).toBe("");
    expect(await site.node.docker("volume", "ls", "-q")).toBe(volumes);
    expect(await inVolume("store_own")).toBe("marked");
    expect(await inVolume("store_data")).toBe("marked");
    expect(await site.sh(`cat ${bind}/mark`)).toBe("marked");
  });

  it("names everything that is missing at once, and touches nothing", async () => {
    await site.node.docker("run", "--detach", "--name", "holder", "--network", "host", IMAGE, "nc", "-l", "-p", "8055", "-e", "cat");
    await site.declare({
      layout,
      store: project("store", {
        services: {
          store: sleeper("store", {
            image: "registry.invalid/nobody/has-this:1",
            environment: { TOKEN: "${TOKEN:?}" },
            ports: [{ target: 80, published: "8055", protocol: "tcp", mode: "ingress" }],
            volumes: [
              { type: "bind", source: "/opt/homelab/data/gone", target: "/gone" },
              { type: "volume", source: "data", target: "/data" },
            ],
          }),
        },
        volumes: { data: { name: "store_gone", external: true } },
        files: { "files/a.conf": { content: "never placed\n" } },
        contract: {
          runtime: {
            env_vars: [
              { name: "TOKEN", description: "A token.", secret: true },
              { name: "OTHER", description: "Another." },
            ],
          },
        },
      }),
    });
    const before = await site.events();
    const ended = await site.up();
    expect(ended.exitCode).not.toBe(0);
    const said = ended.all.replace(/\s+/g, " ");
    expect(said).toMatch(/EDGE store: stage prepare: 5 of its preconditions are not met, and nothing was touched/);
    expect(said).toMatch(
      /config\/store\/\.env is not on the node; it has to hold TOKEN, OTHER; fix: fill .* from services\/store\/env\.example/,
    );
    expect(said).toMatch(/document\.services\.store\.volumes: \/opt\/homelab\/data\/gone is not on the node/);
    expect(said).toMatch(
      /document\.services\.store\.image: registry\.invalid\/nobody\/has-this:1 is neither on the node nor can it be pulled/,
    );
    expect(said).toMatch(/the volume store_gone is not on the node/);
    expect(said).toMatch(/0\.0\.0\.0:8055\/tcp is held by another program/);
    expect(await site.events()).toEqual(before);
    expect(await site.sh("ls /opt/homelab/services/store/files 2>/dev/null || true")).toBe("");
    await site.node.docker("rm", "-f", "holder");
  });

  it("is not placed half when the disk fills up, and the old files still serve", async () => {
    const big = (letter: string) => ({
      "files/a.conf": { content: letter.repeat(120_000) },
      "files/b.conf": { content: letter.repeat(120_000) },
    });
    const full = (letter: string) =>
      project("full", {
        services: {
          full: sleeper("full", {
            volumes: [{ type: "bind", source: "/opt/homelab/services/full/files", target: "/files", read_only: true }],
          }),
        },
        files: big(letter),
      });
    await site.sh("mkdir -p /opt/homelab/services/full && mount -t tmpfs -o size=320k tmpfs /opt/homelab/services/full");
    await site.declare({ layout, full: full("a") });
    const first = await site.up();
    expect(first.exitCode, first.all).toBe(0);
    const container = await site.identity("full");
    await site.declare({ layout, full: full("b") });
    const ended = await site.up();
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(/EDGE full: stage prepare failed: its files cannot be placed, and none was replaced: .*No space left/);
    expect(await site.sh("docker exec full sh -c 'cat /files/a.conf /files/b.conf' | tr -d a")).toBe("");
    expect(await site.identity("full")).toBe(container);
    expect(await site.sh("find /opt/homelab/services/full -name '.homelab-stage*'")).toBe("");
    await site.sh("mount -o remount,size=4m /opt/homelab/services/full");
    const again = await site.up();
    expect(again.exitCode, again.all).toBe(0);
    expect(await site.sh("docker exec full sh -c 'cat /files/a.conf /files/b.conf' | tr -d b")).toBe("");
    await site.declare({ layout });
    expect((await site.up()).exitCode).toBe(0);
  });

  it("keeps what is in the folders of a layout, whose modes it mends and whose end it outlives", async () => {
    await site.declare({
      layout: { ...layout, args: { ...layout.args, folders: { world: { mode: "0750" }, state: {}, "odd 'n $(touch x)": {} } } },
    });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    await site.sh("echo kept >/opt/homelab/world/mine; chmod 777 /opt/homelab/world");
    const preview = await site.pulumi(PREVIEW);
    expect(preview.all).toMatch(/0777.*0750/);
    const repaired = await site.up("--refresh");
    expect(repaired.exitCode, repaired.all).toBe(0);
    expect(await site.sh("stat -c %a /opt/homelab/world; ls -d /opt/homelab/odd*")).toBe("750\n/opt/homelab/odd 'n $(touch x)");
    await site.declare({});
    expect((await site.up()).exitCode).toBe(0);
    expect(await site.sh("cat /opt/homelab/world/mine")).toBe("kept");
  });
});

describe("names and values that would like to be more than that", { timeout: 4 * minutes }, () => {
  let site: NodeSite;
  onNode("v2", (started) => void (site = started));

  const nasty = `'"; touch /opt/homelab/pwned; $$(touch /opt/homelab/pwned) \`touch /opt/homelab/pwned\` \\ \n\t%s ../..`;
  const expanded = nasty.replaceAll("$$", "$");
  const name = `files/a 'b" $(touch pwned);é %s`;

  it("arrive as they are and are never executed", async () => {
    await site.declare({
      layout,
      odd: project("odd", {
        services: {
          odd: sleeper("odd", {
            command: ["sh", "-c", "while true; do sleep 1; done", nasty],
            environment: { NASTY: nasty },
            labels: { nasty, "with space": "a  b" },
            volumes: [{ type: "bind", source: "/opt/homelab/services/odd/files", target: "/files", read_only: true }],
          }),
        },
        files: { [name]: { content: expanded }, "files/large": { content: "x".repeat(256 * 1024) } },
      }),
    });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    const [inspected] = JSON.parse(await site.node.docker("inspect", "odd")) as [
      { Config: { Env: string[]; Cmd: string[]; Labels: Record<string, string> } },
    ];
    expect(inspected.Config.Env).toContain(`NASTY=${expanded}`);
    expect(inspected.Config.Cmd.at(-1)).toBe(expanded);
    expect(inspected.Config.Labels["nasty"]).toBe(expanded);
    expect(await readFile(site.path(`services/odd/${name}`), "utf8")).toBe(expanded);
    expect(await site.sh("ls /opt/homelab; find /opt/homelab /tmp /root -xdev -name pwned 2>/dev/null || true")).not.toContain("pwned");
    expect((await site.pulumi([...PREVIEW, "--expect-no-changes"])).exitCode).toBe(0);
  });

  it("do not spoil the error when they come out of a log that is no UTF-8", async () => {
    await site.declare({
      layout,
      odd: project("odd", {
        services: { odd: sleeper("odd", { command: ["sh", "-c", "echo -e 'caf\\xe9 \\x1b[31mred\\x1b[0m \\x07 \"quoted\"'; exit 7"] }) },
      }),
    });
    const ended = await site.up();
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(/odd: crashes at start \(exit code 7/);
    expect(ended.all).toContain('caf\ufffd red \\u0007 "quoted"');
    await site.events();
  });

  it("do not leave the project directory, and have one line", async () => {
    await site.declare({
      odd: project("odd", {
        services: { odd: sleeper("odd") },
        files: { "../../outside": { content: "x" }, "two\nlines": { content: "x" } },
      }),
    });
    const ended = await site.up();
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(/outside/);
    expect(ended.all).toMatch(/two\\nlines/);
    expect(await site.sh("ls /opt/homelab")).not.toContain("outside");
  });
});

describe("secrets", { timeout: 4 * minutes }, () => {
  let site: NodeSite;
  const fromNode = "mArKeD-n0de-S3cret";
  const fromProgram = "mArKeD-pr0gram-S3cret";
  onNode("v2", async (started) => {
    site = started;
    await site.write("config/vault/.env", `TOKEN='${fromNode}'\nSHORT=q7\n`);
  });

  const vault = (command: string, mode = "a") =>
    project("vault", {
      services: {
        vault: sleeper("vault", {
          command: ["sh", "-c", command],
          environment: { TOKEN: "${TOKEN}", SHORT: "${SHORT}", PROGRAM: { $secret: fromProgram }, MODE: mode },
        }),
      },
      contract: {
        runtime: {
          env_vars: [
            { name: "TOKEN", description: "A token.", secret: true },
            { name: "SHORT", description: "Short.", secret: true },
          ],
        },
      },
    });

  it("of the node and of the program reach the container and nothing else", async () => {
    await site.declare({ layout, vault: vault("sleep 100000") });
    const said: string[] = [];
    const note = (ended: Ended): Ended => {
      said.push(ended.all);
      return ended;
    };
    const up = note(await site.up());
    expect(up.exitCode, up.all).toBe(0);
    expect(await site.sh("docker exec vault env")).toContain(`TOKEN=${fromNode}`);
    expect(await site.sh("docker exec vault env")).toContain(`PROGRAM=${fromProgram}`);
    // Drift in both, a preview of it, and a crash that prints both.
    await site.write("config/vault/.env", `TOKEN='${fromNode}2'\nSHORT=q7\n`);
    note(await site.pulumi(PREVIEW));
    note(await site.pulumi([...PREVIEW, "--json"]));
    await site.declare({ layout, vault: vault("echo token $$TOKEN and $$PROGRAM and $$SHORT >&2; exit 5", "b") });
    const failed = note(await site.up());
    expect(failed.exitCode).not.toBe(0);
    expect(failed.all).toContain("token (hidden)");
    said.push(await site.state());
    said.push(
      await site.sh("cat /opt/homelab/events/*/*/events.jsonl; find /opt/homelab/state -type f ! -path '*/last-good/*' -exec cat {} +"),
    );
    for (const text of said) {
      expect(text).not.toContain(fromNode);
      expect(text).not.toContain(fromProgram);
    }
    expect(failed.all).not.toMatch(/\bq7\b/);
  });
});

describe("a project that somebody started by hand", { timeout: 4 * minutes }, () => {
  let site: NodeSite;
  onNode("v2", (started) => void (site = started));

  const declared = (parts: object = {}) => project("hand", { services: { hand: sleeper("hand", parts) } });
  const document = (parts: object = {}) => (declared(parts).args as { document: object }).document;

  it("is adopted by the first `up` without a restart when nothing differs", async () => {
    await mkdir(site.path("by-hand"), { recursive: true });
    await writeFile(site.path("by-hand/docker-compose.yml"), JSON.stringify(document()));
    await compose(
      {
        generation: "v2",
        socket: site.node.socket,
        project: "hand",
        directory: site.path("by-hand"),
        file: site.path("by-hand/docker-compose.yml"),
      },
      "up",
      "-d",
    );
    const before = await site.identity("hand");
    await site.declare({ layout, hand: declared() });
    const ended = await site.up();
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await site.identity("hand")).toBe(before);
    expect((await site.pulumi([...PREVIEW, "--expect-no-changes"])).exitCode).toBe(0);
    expect(JSON.parse(await site.sh("cat /opt/homelab/state/deploy/hand.json"))).toMatchObject({ node: NODE, outcome: "completed" });
  });

  it("is put back to what it was started from when the first deployment is not healthy", async () => {
    await site.node.clear();
    await site.sh("rm -rf /opt/homelab/state/deploy /opt/homelab/services/hand");
    const [program = "", ...args] = await site.node.inside([
      "docker-compose",
      "-p",
      "hand",
      "--project-directory",
      "/opt/homelab/by-hand",
      "-f",
      "/opt/homelab/by-hand/docker-compose.yml",
      "up",
      "-d",
    ]);
    await execa(program, args, { env: { DOCKER_HOST: `unix://${site.node.socket}` }, stdin: "ignore" });
    await site.declare({ layout, hand: declared({ command: ["false"] }) });
    const ended = await site.up("--refresh");
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toContain("put back to the last good document, which is healthy");
    expect(await site.node.docker("inspect", "--format", "{{.State.Running}} {{.Config.Cmd}}", "hand")).toBe("true [sleep 100000]");
  });
});
