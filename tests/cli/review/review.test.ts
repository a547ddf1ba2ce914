import { describe, expect, it } from "vitest";

import { compareSites } from "../../../cli/review/changes.ts";
import { dangersOf } from "../../../cli/review/dangers.ts";
import { reviewDocument } from "../../../cli/review/document.ts";
import { pathsWithoutEffect } from "../../../cli/review/effect.ts";
import { restartsOf } from "../../../cli/review/restarts.ts";
import { review } from "../../../cli/review/review.ts";
import type { PlannedResource } from "../../../cli/preview/plan.ts";
import { container, planned, previewOf, projectOf } from "./support/planned.ts";

const compared = (before: PlannedResource[], after: PlannedResource[]) => compareSites(before, after).map(({ resource }) => resource);
const dangers = (before: PlannedResource[], after: PlannedResource[]) =>
  compareSites(before, after)
    .flatMap(dangersOf)
    .map(({ kind, message }) => `${kind}: ${message}`);
const restarts = (before: PlannedResource[], after: PlannedResource[]) =>
  compareSites(before, after)
    .flatMap(restartsOf)
    .map(({ container: name, action, because, down }) => [
      name,
      action,
      ...because,
      ...(down === undefined ? [] : [down.about, down.atMost]),
    ]);

describe("what differs between two revisions", () => {
  it("is said at the path of the Compose attribute, sizes as people write them", () => {
    const [found] = compared(
      [projectOf("web", { web: container("web") })],
      [projectOf("web", { web: container("web", { mem_limit: "134217728" }) })],
    );
    expect(found).toMatchObject({
      operation: "update",
      group: "service",
      name: "VPS/web/project",
      changes: [{ path: "services.web.mem_limit", kind: "change", from: "64 MiB", to: "128 MiB" }],
    });
  });

  it("names a port and a mount by what they are about, wherever they stand in their list", () => {
    const port = (published: string) => ({ host_ip: "127.0.0.1", published, target: 80, protocol: "tcp" });
    const mount = (target: string, extra = {}) => ({ type: "bind", source: `/data${target}`, target, ...extra });
    const [found] = compared(
      [projectOf("web", { web: container("web", { ports: [port("1"), port("2")], volumes: [mount("/a"), mount("/b")] }) })],
      [
        projectOf("web", {
          web: container("web", { ports: [port("2"), port("3")], volumes: [mount("/b", { read_only: true }), mount("/a")] }),
        }),
      ],
    );
    expect(found?.changes.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'remove services.web.ports["127.0.0.1:1→80/tcp"]',
      'add services.web.ports["127.0.0.1:3→80/tcp"]',
      "add services.web.volumes./b.read_only",
    ]);
  });

  it("shows a command as a whole, and of a long value the part that differs", () => {
    const long = "x".repeat(300);
    const [found] = compared(
      [projectOf("web", { web: container("web", { command: ["a", "b"], environment: { LONG: `${long}old${long}` } }) })],
      [projectOf("web", { web: container("web", { command: ["a", "c"], environment: { LONG: `${long}new${long}` } }) })],
    );
    expect(found?.changes[0]).toEqual({ path: "services.web.command", kind: "change", from: '["a","b"]', to: '["a","c"]' });
    expect(found?.changes[1]?.from).toMatch(/^…x+oldx+…$/);
    expect(found?.changes[1]?.to).toMatch(/^…x+newx+…$/);
  });

  it("calls another node a replacement, and what is only in one revision new or gone", () => {
    const found = compared(
      [projectOf("web", { web: container("web") }), projectOf("old", { old: container("old") })],
      [projectOf("web", { web: container("web") }, { node: "PIHA" }), projectOf("new", { new: container("new") })],
    );
    expect(found.map(({ name, operation }) => `${operation} ${name}`)).toEqual([
      "create VPS/new/project",
      "delete VPS/old/project",
      "replace VPS/web/project",
    ]);
  });

  it("does not show the content of a placed file, only how long it is", () => {
    const file = (content: string) => ({ files: { "files/a.conf": { content, mode: "0644", sha256: content, size: content.length } } });
    const [found] = compared(
      [projectOf("web", { web: container("web") }, file("one\n"))],
      [projectOf("web", { web: container("web") }, file("one\ntwo\n"))],
    );
    expect(found?.changes).toEqual([{ path: 'files["files/a.conf"].content', kind: "change", from: "1 lines", to: "2 lines" }]);
  });
});

describe("the containers that a change touches", () => {
  const check = { healthcheck: { test: ["CMD", "true"], interval: "20s" }, stop_grace_period: "1m" };

  it("are those that differ and those that live in their network; the others keep running", () => {
    const services = (limit: string) => ({
      web: container("web", { ...check, mem_limit: limit }),
      side: container("side", { network_mode: "service:web" }),
      db: container("db"),
    });
    expect(restarts([projectOf("web", services("1048576"))], [projectOf("web", services("2097152"))])).toEqual([
      ["side", "made anew", 5, 130],
      ["web", "made anew", "services.web.mem_limit", 22, 180],
    ]);
  });

  it("are none when only what nobody enforces changes", () => {
    expect(
      restarts([projectOf("web", { web: container("web") })], [projectOf("web", { web: container("web", { depends_on: { db: {} } }) })]),
    ).toEqual([]);
    expect(
      restarts([projectOf("web", { web: container("web") })], [projectOf("web", { web: container("web") }, { exposure: "mesh" })]),
    ).toEqual([]);
  });

  it("are restarted when a file changes that they mount, and only they", () => {
    const services = {
      web: container("web", { volumes: [{ type: "bind", source: "/opt/homelab/services/web/files/conf", target: "/conf" }] }),
      db: container("db"),
    };
    const file = (content: string) => ({ files: { "files/conf/a": { content, mode: "0644" } } });
    expect(restarts([projectOf("web", services, file("1\n"))], [projectOf("web", services, file("2\n"))])).toEqual([
      ["web", "restarted", "files.files/conf/a.content", 5, 130],
    ]);
  });

  it("are started, stopped, and made anew with a network that changes", () => {
    const before = projectOf(
      "web",
      { web: container("web", { networks: { front: null } }), old: container("old") },
      { document: { networks: { front: { name: "a" } } } },
    );
    const after = projectOf(
      "web",
      { web: container("web", { networks: { front: null } }), new: container("new") },
      { document: { networks: { front: { name: "b" } } } },
    );
    expect(restarts([before], [after])).toEqual([
      ["new", "started"],
      ["old", "stopped"],
      ["web", "made anew", "networks.front.name", 5, 130],
    ]);
  });
});

describe("what a reviewer has to see first", () => {
  it("is what goes and what is replaced", () => {
    expect(dangers([projectOf("web", { web: container("web") })], [])).toEqual([
      "delete: is taken away: its containers web are stopped and removed; volumes and bind sources stay",
    ]);
    const volume = (name: string) => planned("docker:index/volume:Volume", "VPS/web/volume/data", { name }, true);
    expect(dangers([volume("a")], [volume("b")])).toEqual(["replace: is replaced: name: a → b; that loses the data of the volume"]);
    expect(dangers([volume("a")], [])).toEqual([
      "data: is no longer managed: the volume stays on the node, and nothing here knows it any more",
    ]);
    expect(dangers([volume("a")], [planned("docker:index/volume:Volume", "VPS/web/volume/data", { name: "a" })])).toEqual([
      "data: loses its protection: a later change may delete it",
    ]);
  });

  it("is data that is let go or mounted from elsewhere", () => {
    const kept = (source: string) => ({
      contract: { persistence: { paths: [{ type: "bind", source, target: "/data", service: "web" }] } },
    });
    const web = (source: string) =>
      projectOf("web", { web: container("web", { volumes: [{ type: "bind", source, target: "/data" }] }) }, kept(source));
    expect(dangers([web("/srv/a")], [web("/srv/b")])).toEqual([
      "privilege: services.web.volumes[0].source: web names /srv/b, outside its own folders",
      "data: no longer calls /srv/a at web:/data its data",
      "data: web:/data is mounted from /srv/b instead of /srv/a: what is in the old place stays there",
    ]);
  });

  it("is what becomes reachable, and not what always was", () => {
    const port = (host_ip?: string) => ({
      ports: [{ ...(host_ip === undefined ? {} : { host_ip }), published: "80", target: 80, protocol: "tcp" }],
    });
    const web = (address: string | undefined, exposure: string) => projectOf("web", { web: container("web", port(address)) }, { exposure });
    expect(dangers([web("127.0.0.1", "none")], [web(undefined, "public")])).toEqual([
      "exposure: is reachable as public, before it was none",
      "exposure: publishes on every address port 80/tcp of web",
    ]);
    expect(dangers([web(undefined, "public")], [web("127.0.0.1", "none")])).toEqual([]);
    expect(dangers([], [web("127.0.0.1", "none")])).toEqual([]);
  });

  it("is a part of the node that a container is given", () => {
    const strong = container("web", {
      privileged: true,
      network_mode: "host",
      cap_add: ["NET_ADMIN"],
      devices: [{ source: "/dev/ttyUSB0", target: "/dev/ttyUSB0" }],
      volumes: [{ type: "bind", source: "/var/run/docker.sock", target: "/s" }],
    });
    expect(dangers([projectOf("web", { web: container("web") })], [projectOf("web", { web: strong })])).toEqual([
      "privilege: services.web.privileged: web is privileged",
      "privilege: services.web.network_mode: web uses the node's network",
      "privilege: services.web.cap_add[0]: web has the added capability NET_ADMIN",
      "privilege: services.web.devices[0].source: web is given the device /dev/ttyUSB0",
      "privilege: services.web.volumes[0]: web mounts the engine's socket /var/run/docker.sock",
      "privilege: services.web.volumes[0].source: web names /var/run/docker.sock, outside its own folders",
    ]);
  });

  it("is a power that only some value of a variable opens, and one that nothing allows", () => {
    const hidden = container("web", {
      privileged: "${X:-true}",
      volumes_from: ["container:db"],
      env_file: [{ path: "/opt/homelab/config/db/.env" }],
    });
    const said = dangers([projectOf("web", { web: container("web") })], [projectOf("web", { web: hidden })]);
    expect(said).toEqual([
      "privilege: services.web.privileged: web is privileged for some value of its variable",
      expect.stringContaining("services.web.volumes_from: web has volumes_from, which is not used here"),
      "privilege: services.web.env_file[0].path: web names /opt/homelab/config/db/.env, outside its own folders",
    ]);
  });

  it("is a privilege that a contract asks for, a folder that it shares, and where a node lets data be", () => {
    const contract = (more: object) =>
      projectOf("web", { web: container("web") }, { contract: { name: "web", persistence: { paths: [] }, ...more } });
    const more = {
      privileges: [{ service: "web", allow: "host-files", only: ["/sys"], reason: "It counts." }],
      shared: [{ path: "/opt/homelab/data/db", with: ["db"], reason: "It reads it." }],
    };
    expect(dangers([contract({})], [contract(more)])).toEqual([
      "privilege: contract.privileges[0]: web may have host-files (/sys)",
      "privilege: contract.shared[0]: /opt/homelab/data/db is shared with db",
    ]);
    const layout = (...data_roots: string[]) => planned("homelab:node:Layout", "VPS/layout", { node: "VPS", capabilities: { data_roots } });
    expect(dangers([layout("/srv/a")], [layout("/srv/b", "/srv/a")])).toEqual([
      "privilege: capabilities.data_roots[0]: services may keep data in /srv/b",
    ]);
  });

  it("is not a power that only stands elsewhere in its list", () => {
    const web = (...names: string[]) => [projectOf("web", { web: container("web", { cap_add: names }) })];
    expect(dangers(web("NET_ADMIN"), web("CHOWN", "NET_ADMIN"))).toEqual([
      "privilege: services.web.cap_add[0]: web has the added capability CHOWN",
    ]);
  });
});

describe("a file without an effect", () => {
  const pairs = (site: string, before: PlannedResource[], after: PlannedResource[]) => [{ site, pairs: compareSites(before, after) }];
  const changed = pairs(
    "vps",
    [projectOf("web", { web: container("web") })],
    [projectOf("web", { web: container("web", { image: "example/web:2" }) })],
  );

  it("is one of which no difference can come", () => {
    const paths = [
      "services/web/docker-compose.yml",
      "services/db/docker-compose.yml",
      "hosts/vps/runtime/web/docker-compose.override.yml",
      "hosts/vps/runtime/db/docker-compose.override.yml",
      "hosts/piha/services.yaml",
      "Pulumi.saturn.yaml",
      "Pulumi.vps.yaml",
    ];
    expect(pathsWithoutEffect(paths, changed)).toEqual([
      "services/db/docker-compose.yml",
      "hosts/vps/runtime/db/docker-compose.override.yml",
      "hosts/piha/services.yaml",
      "Pulumi.saturn.yaml",
    ]);
  });

  it("is none that people read, nor a part of the program", () => {
    expect(
      pathsWithoutEffect(
        ["services/db/README.md", "services/db/env.example", "services/db/healthcheck.sh", "src/index.ts", "docs/a.md"],
        [],
      ),
    ).toEqual([]);
  });

  it("refuses the review until somebody says that it is meant", () => {
    const web = [projectOf("web", { web: container("web") })];
    const parts = {
      base: "a",
      head: "b",
      paths: ["services/web/docker-compose.yml"],
      before: new Map([["vps", previewOf("vps", web)]]),
      after: new Map([["vps", previewOf("vps", web)]]),
    };
    expect(review(parts)).toMatchObject({ ok: false, withoutEffect: { paths: ["services/web/docker-compose.yml"] } });
    expect(review({ ...parts, noEffect: "a comment" })).toMatchObject({ ok: true, withoutEffect: { reason: "a comment" } });
  });
});

describe("a review", () => {
  const site = (resources: PlannedResource[], over = {}) => new Map([["vps", previewOf("vps", resources, over)]]);

  it("says which violations the base has as well", () => {
    const violation = (message: string) => ({
      policy: "image-tag",
      level: "mandatory",
      message: `What it is about.\n${message}; allowed: a tag; fix: add it`,
    });
    const found = review({
      base: "a",
      head: "b",
      paths: [],
      before: site([], { violations: [violation("old")] }),
      after: site([], { violations: [violation("old"), violation("new")] }),
    });
    expect(found.ok).toBe(false);
    expect(found.sites[0]?.findings).toEqual([
      { policy: "image-tag", level: "mandatory", message: "old", allowed: "a tag", fix: "add it", fresh: false },
      { policy: "image-tag", level: "mandatory", message: "new", allowed: "a tag", fix: "add it", fresh: true },
    ]);
  });

  it("of a base that does not render compares nothing, and lets its repair pass", () => {
    const found = review({
      base: "a",
      head: "b",
      paths: ["services/web/docker-compose.yml"],
      before: site([], { errors: ["broken"] }),
      after: site([projectOf("web", { web: container("web") })]),
    });
    expect(found).toMatchObject({ ok: true, withoutEffect: { paths: [] }, sites: [{ compared: false, resources: [] }] });
    expect(found.sites[0]?.warnings[0]).toContain("the base does not render this site");
  });

  it("fits its own form however long the texts are", () => {
    const huge = projectOf(
      "web",
      Object.fromEntries(
        Array.from({ length: 2100 }, (_, index) => [`s${String(index)}`, container(index === 0 ? "x".repeat(5000) : "x")]),
      ),
    );
    const found = review({ base: "a", head: null, paths: [], before: site([]), after: site([huge]) });
    expect(reviewDocument.safeParse(JSON.parse(JSON.stringify(found))).success).toBe(true);
  });

  it("of a site that goes says what goes with it", () => {
    const found = review({
      base: "a",
      head: "b",
      paths: [],
      before: site([projectOf("web", { web: container("web") })]),
      after: new Map(),
    });
    expect(found.sites[0]).toMatchObject({ site: "vps", dangers: [{ kind: "delete" }], restarts: [{ action: "stopped" }] });
  });
});
