import { describe, expect, test } from "vitest";

import type { JsonMap } from "../../../../provider/docker/json.ts";
import { drift as all, madeBy, read } from "../../../support/one-service.ts";
import type { OneService } from "../../../support/one-service.ts";

/** Without the placed files themselves, which the node of these tests does not have. */
function drift(service: JsonMap, parts: OneService): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all(service, parts)).filter(([path]) => !path.startsWith("files[")));
}

const files = (content: string) => ({ files: { "app.env": { content }, "other.env": { content: "LIMIT=6\n" } } });
const env = (...Env: string[]) => ({ config: { Env: ["PATH=/bin", ...Env] } });
const onNode = (texts: Record<string, string>) => ({ snapshot: { texts: new Map(Object.entries(texts)) } });

describe("the variables of an env_file are declared ones", () => {
  const content = "COLOUR=blue\nLIMIT=5\n";
  const declared = files(content);

  test.each([
    ["a text", { env_file: "app.env" }],
    ["a list", { env_file: ["./app.env"] }],
    ["long entries", { env_file: [{ path: "/opt/homelab/services/shop/app.env", required: true }] }],
  ])("in %s, with a placed file", (_, service) => {
    expect(drift(service, { declared, ...env("COLOUR=blue", "LIMIT=5") })).toEqual({});
  });

  test("a later file wins over an earlier one, and environment over both", () => {
    const service = { env_file: ["app.env", "other.env"], environment: { COLOUR: "red" } };
    expect(drift(service, { declared, ...env("COLOUR=red", "LIMIT=6") })).toEqual({});
  });

  test("lines know the node's variables, environment and earlier lines; format: raw knows nothing", () => {
    const text = "A=${TOKEN}-${OWN}\nB=${A}!\nC='$A'\n";
    const service = { env_file: ["app.env"], environment: { OWN: "own" } };
    const found = ["A=s3cr3t-v4lue-own", "B=s3cr3t-v4lue-own!", "C=$A", "OWN=own"];
    expect(drift(service, { declared: files(text), ...env(...found) })).toEqual({});
    const raw = { env_file: [{ path: "app.env", format: "raw" }] };
    expect(drift(raw, { declared: files('A="${TOKEN}" # x\n'), ...env('A="${TOKEN}" # x') })).toEqual({});
  });

  test("of a file on the node, of the env file itself among them", () => {
    const node = onNode({ "/opt/homelab/config/shop/more.env": "MORE=1\n", "/etc/shop.env": "ELSE=2\n" });
    const service = { env_file: ["/opt/homelab/config/shop/.env", "/opt/homelab/config/shop/more.env", "/etc/shop.env"] };
    expect(drift(service, { ...node, ...env("TOKEN=s3cr3t-v4lue", "MORE=1", "ELSE=2") })).toEqual({});
  });

  test("one that differs is named, and no value is shown", () => {
    const node = onNode({ "/etc/shop.env": "PIN=p1n-of-the-file\nGONE=g0ne-of-the-file\n" });
    const found = drift({ env_file: ["/etc/shop.env"] }, { ...node, ...env("PIN=p1n-of-the-node", "EXTRA=3xtra") });
    expect(found).toEqual({
      "environment.PIN": "(changed on the node)",
      "environment.GONE": "(missing on the node)",
      "environment.EXTRA": "(on the node, not in git)",
    });
    expect(drift({ env_file: "app.env" }, { declared, ...env("COLOUR=red", "LIMIT=5") })).toEqual({
      "environment.COLOUR": "(changed on the node)",
    });
  });

  test("a value of such a file is shown nowhere else either", () => {
    const node = onNode({ "/etc/shop.env": "PIN=p1n-of-the-file\n" });
    const found = read(
      { env_file: ["/etc/shop.env"] },
      { ...node, config: { Env: ["PATH=/bin", "PIN=p1n-of-the-file"], Cmd: ["p1n-of-the-file"] } },
    );
    expect(JSON.stringify(found.differences)).not.toContain("p1n");
  });

  test("a file that is missing or cannot be read is named; one that may be missing is not", () => {
    expect(drift({ env_file: ["/etc/shop.env"] }, env("A=b"))).toEqual({
      "env_file[0]": "(cannot be compared: /etc/shop.env is not on the node)",
    });
    expect(drift({ env_file: [{ path: "/etc/shop.env", required: false }] }, env())).toEqual({});
    const entry = { kind: "file", mode: "0600", owner: "root", group: "root", uid: 0, gid: 0, size: 1 } as const;
    const closed = { snapshot: { entries: new Map([["/opt/homelab/services/shop/a.env", entry]]) } };
    expect(drift({ env_file: [{ path: "a.env", required: false }] }, { ...closed, ...env() })).toEqual({
      "env_file[0].path": "(cannot be compared: /opt/homelab/services/shop/a.env cannot be read by root)",
    });
  });

  test("Compose 1.29.2 reads it by its own rules: no variable of the node, and a bare name is taken from it", () => {
    const made = madeBy("1.29.2");
    const text = 'A="x#y" # c\nB=${TOKEN}\nTOKEN\n';
    const service = { env_file: ["app.env"] };
    const Env = ["PATH=/bin", "A=x#y", "B=", "TOKEN=s3cr3t-v4lue"];
    expect(drift(service, { declared: files(text), config: { ...made, Env } })).toEqual({});
  });
});

describe("the labels of a label_file are declared ones", () => {
  const declared = files("tier=front\nplain=1\n");
  const service: JsonMap = { label_file: ["app.env"], labels: { plain: "2" } };
  const labels = (more: Record<string, string>) => ({ config: { Env: ["PATH=/bin"], Labels: { ...madeBy("2.40.3").Labels, ...more } } });

  test("labels win over them", () => {
    expect(drift(service, { declared, ...labels({ tier: "front", plain: "2" }) })).toEqual({});
  });

  test("one that differs is named without its value", () => {
    expect(drift(service, { declared, ...labels({ tier: "back", plain: "2" }) })).toEqual({ "labels.tier": "(changed on the node)" });
  });
});
