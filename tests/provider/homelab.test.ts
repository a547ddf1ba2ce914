import { createHash } from "node:crypto";
import { createRequire } from "node:module";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { homelab } from "../../provider/homelab.ts";
import { pb, plain, secret, struct, UNKNOWN } from "./support/client.ts";
import type { Json, JsonMap, ProviderClient } from "./support/client.ts";
import { LAYOUT, layoutInputs, PROJECT, projectInputs } from "./support/inputs.ts";
import { connect } from "./support/served.ts";

let client: ProviderClient;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ client, close } = await connect(homelab));
});
afterAll(() => close());

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Good inputs of a project with one service attribute set to a value. */
function withAttribute(key: string, value: Json): JsonMap {
  const inputs = projectInputs();
  return {
    ...inputs,
    document: { ...inputs.document, services: { outline: { ...inputs.document.services.outline, [key]: value } } },
  };
}

describe("the connection", () => {
  test("takes secrets and previews as they are", async () => {
    const handshake = await client.call<{ getAcceptSecrets(): boolean }>("handshake", new pb.ProviderHandshakeRequest());
    expect(handshake.getAcceptSecrets()).toBe(true);
    const configured = await client.call<{ getAcceptsecrets(): boolean; getSupportspreview(): boolean }>(
      "configure",
      new pb.ConfigureRequest(),
    );
    expect([configured.getAcceptsecrets(), configured.getSupportspreview()]).toEqual([true, true]);
  });

  test("tells the version, and answers attaching and cancelling", async () => {
    const info = await client.call<{ getVersion(): string }>("getPluginInfo");
    expect(info.getVersion()).toMatch(/^\d+\.\d+\.\d+$/);
    const { PluginAttach } = createRequire(import.meta.url)("@pulumi/pulumi/proto/plugin_pb.js") as {
      PluginAttach: new () => object;
    };
    await client.call("attach", new PluginAttach());
    await client.call("cancel");
  });

  test("takes any settings and never replaces anything because of them", async () => {
    const request = new pb.CheckRequest();
    request.setNews(struct({ version: "0.1.0" }));
    const checked = await client.call<InstanceType<typeof pb.CheckResponse>>("checkConfig", request);
    expect(plain(checked.getInputs())).toEqual({ version: "0.1.0" });
    const diff = await client.call<InstanceType<typeof pb.DiffResponse>>("diffConfig", new pb.DiffRequest());
    expect(diff.getReplacesList()).toEqual([]);
  });

  test("names the types it has when it is asked for another", async () => {
    await expect(client.check("homelab:compose:Projekt", {})).rejects.toThrow(
      /homelab:compose:Projekt "it": .* no such type .*homelab:compose:Project, homelab:node:Layout/,
    );
  });

  test("has no functions", async () => {
    const request = new pb.InvokeRequest();
    request.setTok("homelab:index:secrets");
    await expect(client.call("invoke", request)).rejects.toThrow(/no function "homelab:index:secrets"/);
  });
});

describe("checking a project", () => {
  test("lets good inputs through and fills in the sum and size of its files and that it is to run", async () => {
    const { inputs, failures } = await client.check(PROJECT, projectInputs());
    expect(failures).toEqual({});
    expect(inputs).toEqual({
      ...projectInputs(),
      files: {
        "files/app.conf": {
          content: "port = 3000\n",
          mode: "0644",
          sha256: sha256("port = 3000\n"),
          size: 12,
        },
      },
      status: { outline: "running" },
    });
  });

  test("reports every problem at once, each at its path", async () => {
    const inputs = projectInputs();
    const { failures } = await client.check(PROJECT, {
      ...inputs,
      node: "vps",
      servise: "outline",
      document: {
        services: {
          outline: { mem_limit: "lots", oom_score_adj: -2000, restart: "sometimes", privileged: "yes", ports: {} },
        },
        wolumes: {},
      },
      contract: [],
    });
    expect(Object.keys(failures).sort()).toEqual([
      "contract",
      "document.services.outline.mem_limit",
      "document.services.outline.oom_score_adj",
      "document.services.outline.ports",
      "document.services.outline.privileged",
      "document.services.outline.restart",
      "document.wolumes",
      "node",
      "servise",
    ]);
    expect(failures["node"]).toMatch(/"vps" does not fit; allowed: capitals/);
    expect(failures["document.services.outline.mem_limit"]).toMatch(/"lots" does not fit; allowed: a size such as 256m/);
    expect(failures["document.services.outline.oom_score_adj"]).toMatch(/-2000 does not fit; allowed: .*-1000 to 1000/);
    expect(failures["servise"]).toMatch(/did you mean "service"\?/);
  });

  test("names each input that is missing", async () => {
    const { failures } = await client.check(PROJECT, {});
    expect(Object.keys(failures).sort()).toEqual(["contract", "document", "node", "project", "service", "site"]);
  });

  test("refuses a document without services", async () => {
    const { failures } = await client.check(PROJECT, { ...projectInputs(), document: { services: {} } });
    expect(failures).toEqual({ "document.services": expect.stringMatching(/at least one entry/) as string });
  });

  test("refuses a document that names another project", async () => {
    const { failures } = await client.check(PROJECT, { ...projectInputs(), project: "wiki" });
    expect(failures["document.name"]).toMatch(/"outline" is not the project's name; allowed: "wiki"; fix: /);
  });

  test.each([["536870912"], ["512m"], ["1.5gb"], [536870912], ["${LIMIT:-512m}"]])("takes %j as a size", async (limit) => {
    expect((await client.check(PROJECT, withAttribute("mem_limit", limit))).failures).toEqual({});
  });

  test("takes an attribute that it does not look at, and text with variables where a value has a type", async () => {
    expect((await client.check(PROJECT, withAttribute("cap_add", ["NET_ADMIN"]))).failures).toEqual({});
    expect((await client.check(PROJECT, withAttribute("read_only", "${READ_ONLY:-true}"))).failures).toEqual({});
    expect(Object.keys((await client.check(PROJECT, withAttribute("read_only", "maybe"))).failures)).toEqual([
      "document.services.outline.read_only",
    ]);
  });

  test("says nothing about what is not known yet, and gives it back as it came", async () => {
    const inputs = { ...projectInputs(), node: UNKNOWN, document: UNKNOWN, files: { "a.conf": { content: UNKNOWN } } };
    const result = await client.check(PROJECT, inputs);
    expect(result.failures).toEqual({});
    expect(result.inputs).toEqual({ ...inputs, files: { "a.conf": { content: UNKNOWN, mode: "0644" } } });
  });

  test("gives secrets back as secrets and never quotes one", async () => {
    const inputs = withAttribute("mem_limit", secret("hunter2"));
    const result = await client.check(PROJECT, { ...inputs, node: secret("hunter2"), contract: secret({ key: "hunter2" }) });
    expect(Object.keys(result.failures).sort()).toEqual(["document.services.outline.mem_limit", "node"]);
    expect(JSON.stringify(result.failures)).not.toContain("hunter2");
    expect(result.inputs).toMatchObject({ node: secret("hunter2"), contract: secret({ key: "hunter2" }) });
  });

  test("never puts the sum of a secret content beside it", async () => {
    const files = { "key.pem": { content: secret("hunter2") } };
    const { inputs } = await client.check(PROJECT, { ...projectInputs(), files });
    expect(inputs).toMatchObject({ files: { "key.pem": { content: secret("hunter2"), mode: "0644" } } });
    expect(JSON.stringify(inputs)).not.toContain(sha256("hunter2"));
  });

  test.each(["/etc/passwd", "../up", "a/../../b", "./a", "a//b", "", "a\\b"])("refuses to place a file at %j", async (path) => {
    const { failures } = await client.check(PROJECT, { ...projectInputs(), files: { [path]: { content: "x" } } });
    expect(Object.values(failures).join()).toMatch(/does not fit; allowed: a path below the project directory/);
  });

  test("refuses a file that is too large, and a sum or size that is not the content's", async () => {
    const { failures } = await client.check(PROJECT, {
      ...projectInputs(),
      files: { big: { content: "ü".repeat(140_000) }, "a.conf": { content: "x", sha256: "0".repeat(64), size: 2 } },
    });
    expect(Object.keys(failures).sort()).toEqual(["files.big.content", 'files["a.conf"].sha256', 'files["a.conf"].size']);
    expect(failures["files.big.content"]).toMatch(/280000 bytes is too large .*at most 262144 bytes; fix: /);
  });

  test("takes a hostile name as data", async () => {
    const inputs = JSON.parse(JSON.stringify(projectInputs()).replace('"contract":{', '"contract":{"__proto__":{"a":1},')) as JsonMap;
    const { failures, inputs: checked } = await client.check(PROJECT, inputs);
    expect(failures).toEqual({});
    expect(checked).toBeDefined();
    expect(Object.keys((await client.check(PROJECT, { ...projectInputs(), ["constructor"]: 1 })).failures)).toEqual(["constructor"]);
  });
});

describe("checking a layout", () => {
  test("fills in the root, and owner, group and mode of every folder", async () => {
    const inputs: JsonMap = layoutInputs();
    delete inputs["root"];
    const result = await client.check(LAYOUT, inputs);
    expect(result.failures).toEqual({});
    expect(result.inputs).toEqual({
      ...layoutInputs(),
      root: "/opt/homelab",
      folders: {
        events: { owner: "root", group: "docker", mode: "0775" },
        "actions/pending": { owner: "root", group: "root", mode: "0755" },
      },
    });
  });

  test("takes null for an input that has a default as asking for it", async () => {
    expect((await client.check(LAYOUT, { ...layoutInputs(), root: null })).inputs).toMatchObject({ root: "/opt/homelab" });
  });

  test("refuses folders outside the root, unknown modes and strange owners", async () => {
    const { failures } = await client.check(LAYOUT, {
      ...layoutInputs(),
      root: "opt/homelab",
      folders: { "../etc": {}, data: { mode: "rwxr-xr-x" }, logs: { owner: "root; rm -rf /", group: 7 } },
    });
    expect(Object.keys(failures).sort()).toEqual([
      "folders.data.mode",
      "folders.logs.group",
      "folders.logs.owner",
      'folders["../etc"]',
      "root",
    ]);
  });
});

describe("comparing", () => {
  test("finds no difference between the same inputs", async () => {
    expect(await client.diff(PROJECT, projectInputs(), projectInputs())).toEqual({
      changes: "none",
      details: {},
      top: [],
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  test("leads to the attributes that changed, and updates in place", async () => {
    const before = withAttribute("labels", { "homelab.site": "vps" });
    const after = withAttribute("labels", { "homelab.site": "core" });
    expect(await client.diff(PROJECT, before, after)).toMatchObject({
      changes: "some",
      details: { 'document.services.outline.labels["homelab.site"]': "UPDATE" },
      top: ["document"],
      replaces: [],
    });
    expect((await client.diff(PROJECT, projectInputs(), withAttribute("mem_limit", "805306368"))).details).toEqual({
      "document.services.outline.mem_limit": "UPDATE",
    });
    expect((await client.diff(PROJECT, projectInputs(), withAttribute("oom_score_adj", -900))).details).toEqual({
      "document.services.outline.oom_score_adj": "ADD",
    });
    expect((await client.diff(PROJECT, withAttribute("ports", ["80:80", "81:81"]), withAttribute("ports", ["80:80"]))).details).toEqual({
      "document.services.outline.ports[1]": "DELETE",
    });
  });

  test.each(["node", "project"])("replaces a project whose %s changes, the old one first", async (name) => {
    const before = { ...projectInputs(), document: { services: projectInputs().document.services } };
    const after = { ...before, [name]: "OTHER", site: "core" };
    expect(await client.diff(PROJECT, before, after)).toMatchObject({
      details: { [name]: "UPDATE_REPLACE", site: "UPDATE" },
      replaces: [name],
      deleteBeforeReplace: true,
    });
  });

  test("refuses to move a project with data to another node, and names the data", async () => {
    const contract = {
      persistence: {
        paths: [
          { type: "bind", source: "/srv/wiki", migrate: "never" },
          { type: "bind", source: "/srv/cache", migrate: "allowed" },
        ],
      },
    };
    const before = { ...projectInputs(), contract };
    const moved = client.diff(PROJECT, before, { ...before, node: "OTHER" });
    await expect(moved).rejects.toThrow(
      /outline: moving it from VPS to OTHER would leave its data behind: \/srv\/wiki, the volume outline_data; fix: move the data first/,
    );
  });

  test("refuses a new project name only when it gives a volume another name", async () => {
    const renamed = { ...projectInputs(), project: "other", document: { ...projectInputs().document, name: "other" } };
    expect((await client.diff(PROJECT, projectInputs(), renamed)).replaces).toEqual(["project"]);
    const own = { ...projectInputs(), document: { ...projectInputs().document, volumes: { data: {} } } };
    const ownRenamed = { ...own, project: "other" };
    await expect(client.diff(PROJECT, own, ownRenamed)).rejects.toThrow(
      /calling the project other instead of outline would leave its data behind: the volume outline_data/,
    );
  });

  test("replaces a layout whose root changes, the old one last", async () => {
    expect(await client.diff(LAYOUT, layoutInputs(), { ...layoutInputs(), root: "/srv/other" })).toMatchObject({
      replaces: ["root"],
      deleteBeforeReplace: false,
    });
  });

  test("counts what is not known yet as changed", async () => {
    expect((await client.diff(PROJECT, projectInputs(), { ...projectInputs(), contract: UNKNOWN })).details).toEqual({
      contract: "UPDATE",
    });
  });
});

describe("previewing", () => {
  test("gives the inputs back, secrets and unknowns included, and invents no id", async () => {
    const inputs = { ...projectInputs(), node: UNKNOWN, contract: secret({ a: 1 }) };
    expect(await client.create(PROJECT, inputs, true)).toEqual({ id: "", outputs: inputs });
    expect(await client.update(PROJECT, projectInputs(), inputs, true)).toEqual(inputs);
  });
});

describe("a node that the inventory does not know", () => {
  // Never a real one: on a machine of the mesh this would change it.
  const nowhere = { ...projectInputs(), node: "NOWHERE" };

  test("is named by everything that would need it, with the nodes there are", async () => {
    const sentence = /NOWHERE is not in inventory\/topology\.yaml; allowed: SATURN, /;
    await expect(client.create(PROJECT, nowhere, false)).rejects.toThrow(sentence);
    await expect(client.update(PROJECT, nowhere, nowhere, false)).rejects.toThrow(sentence);
    await expect(client.read(PROJECT, nowhere)).rejects.toThrow(sentence);
    await expect(client.delete(PROJECT, nowhere)).rejects.toThrow(sentence);
    await expect(client.create(LAYOUT, { ...layoutInputs(), node: "NOWHERE" }, false)).rejects.toThrow(sentence);
  });

  test("is named without any of the inputs in the message", async () => {
    const error = await client.create(PROJECT, { ...nowhere, contract: secret("hunter2") }, false).catch(String);
    expect(error).not.toContain("hunter2");
  });
});
