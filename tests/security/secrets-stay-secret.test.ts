import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { runFiles } from "../../provider/deploy/run-files.ts";
import { formsOf } from "../../provider/secrets/forms.ts";
import { envValues } from "../../provider/secrets/env-values.ts";
import { Redaction } from "../../provider/secrets/redaction.ts";
import { enforcedProject } from "../../provider/docker/index.ts";
import { repository } from "../support/checkout.ts";
import { container, snapshotOf } from "../support/snapshots.ts";

/** Ways to write a value that other programs have, made by other means than the module that knows them. */
const ways: Readonly<Record<string, (value: string) => string>> = {
  "as written": (value) => value,
  "in JSON": (value) => JSON.stringify({ password: value }),
  "in JSON inside JSON": (value) => JSON.stringify({ message: JSON.stringify({ password: value }) }),
  "in JSON by Python": (value) =>
    JSON.stringify(value).replace(/[\u007f-\uffff]/g, (u) => `\\u${u.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "in a query": (value) => new URLSearchParams({ password: value }).toString(),
  "in a URL": (value) => `https://u:${encodeURIComponent(value)}@db.example/`,
  "in a URL in lower case": (value) => encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  "in a URL by the WHATWG": (value) => {
    const url = new URL("https://db.example/");
    url.password = value;
    return url.href;
  },
  "in the header of a login": (value) => `Basic ${Buffer.from(`anna:${value}`).toString("base64")}`,
  "in base64 behind two bytes": (value) => Buffer.from(`ab${value}and more`).toString("base64"),
  "in base64 for URLs": (value) => Buffer.from(`x${value}`).toString("base64url"),
  "in hexadecimal": (value) => Buffer.from(value).toString("hex"),
  "quoted for a shell": (value) => `TOKEN='${value.replaceAll("'", `'\\''`)}' run`,
  "in double quotes of a shell": (value) => `TOKEN="${value.replace(/["\\$`]/g, "\\$&")}"`,
  "in single quotes of YAML": (value) => `token: '${value.replaceAll("'", "''")}'`,
  "in HTML": (value) => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
};

/** Passwords of twelve printable characters and more, some of them not ASCII. */
const secret = fc
  .array(fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0x21, max: 0x7e }) }, fc.constantFrom(0x20, 0xe9, 0x20ac, 0x1f511)), {
    minLength: 12,
    maxLength: 90,
  })
  .map((codes) => String.fromCodePoint(...codes).trim())
  .filter((text) => text.length >= 12);

/** Any eight bytes in a row of the value, however they are written, would be a piece that stayed. */
function piecesOf(shown: string, value: string): string[] {
  const pieces = [];
  for (let at = 0; at + 8 <= value.length; at++) if (shown.includes(value.slice(at, at + 8))) pieces.push(value.slice(at, at + 8));
  return pieces;
}

describe("a secret", () => {
  test.each(Object.keys(ways))("is hidden %s", (way) => {
    fc.assert(
      fc.property(secret, fc.constantFrom("before ", "x=", "", '{"a":"'), (value, before) => {
        const written = ways[way]?.(value) ?? "";
        const shown = new Redaction().add(value, true).hide(`${before}${written} after`);
        expect(shown).toContain("(hidden)");
        expect(piecesOf(shown, value)).toEqual([]);
        // What is left of an encoded text does not hold the value either.
        const bytes = Buffer.from(shown.replace("(hidden)", ""), "base64").toString("latin1");
        expect(piecesOf(bytes, Buffer.from(value).toString("latin1"))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("is hidden as the password of a URL, wherever that password turns up alone", () => {
    const redaction = new Redaction().add(["postgres:/", "outline:p%40ss%20w0rd-of-db@postgres:5432/outline"].join("/"), true);
    expect(redaction.hide('FATAL: password "p@ss w0rd-of-db" is wrong for p%40ss%20w0rd-of-db')).toBe(
      'FATAL: password "(hidden)" is wrong for (hidden)',
    );
    expect(redaction.hide("the server postgres:5432 refused outline")).toBe("the server postgres:5432 refused outline");
  });

  test("is hidden in every way that an env file can quote it", () => {
    const text = `A='single quoted one'\nB="double\\"quoted one"\nC=bare-value-one # comment\nexport D=exported-value\nE="first line\nsecond line"\n`;
    const redaction = new Redaction().addAll(envValues(text).map(({ value }) => value));
    for (const value of [
      "single quoted one",
      'double"quoted one',
      'double\\"quoted one',
      "bare-value-one",
      "exported-value",
      "second line",
    ])
      expect(redaction.hide(`<${value}>`)).toBe("<(hidden)>");
  });

  test("is hidden in what a container's command holds of it in base64", () => {
    const token = "s3cr3t-v4lue-of-shop";
    const inputs = { project: "shop", service: "shop", document: { services: { web: { image: "stand-in:1", container_name: "web" } } } };
    const basic = Buffer.from(`x:${token}`).toString("base64");
    const snapshot = snapshotOf({
      envFiles: new Map([["shop", `TOKEN=${token}\n`]]),
      containers: [container({}, { Cmd: ["curl", "-H", `Authorization: Basic ${basic}`] })],
    });
    const said = JSON.stringify(enforcedProject(inputs, snapshot).differences);
    expect(said).toContain("command");
    expect(said).not.toContain(Buffer.from(token).toString("base64").slice(4, 16));
    expect(said).not.toContain(basic);
  });

  test("leaves words of a log alone that only look a little like it", () => {
    const redaction = new Redaction().addAll(["info", "8080", "outline"]).add("hunter2hunter2", true);
    expect(redaction.hide("hunter: level=debug port 80801")).toBe("hunter: level=debug port (hidden)1");
  });
});

describe.each([
  ["dash", ["dash"]],
  ["busybox", ["busybox", "ash"]],
])("what a run says on the node in %s", (_, shell) => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "hl-secret-"));
    await mkdir(path.join(root, "state/deploy/web/incoming-r1"), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  test("holds no form of a value of the env file", async () => {
    const values = {
      PASSWORD: `pa'ss "w&rd" ünd/more+=`,
      TOKEN: "0123456789abcdefABCDEF",
      URL: ["redis:/", ":in-the-url-1@cache/0"].join("/"),
    };
    const env = Object.entries(values)
      .map(([name, value]) => `${name}='${value.replaceAll("'", "\\'")}'\n`)
      .join("");
    const declared = { project: "web", service: "web", document: { services: {} }, files: {} };
    const contract = { runtime: { env_vars: [{ name: "PASSWORD", secret: true }, { name: "TOKEN", secret: true }, { name: "URL" }] } };
    const snapshot = snapshotOf({ envFiles: new Map([["web", env]]), containers: [] });
    const files = runFiles({
      mode: "deploy",
      node: "EDGE",
      by: "anna",
      digest: "d",
      lockSeconds: 1,
      declared,
      contract,
      snapshot,
      enforced: enforcedProject(declared, snapshot),
      orders: { up: [], remove: [], unpause: [], start: [], restart: [], renewNetwork: [], files: false },
      checks: { lines: [], deadline: 1, tools: [] },
      program: { kind: "plugin", version: "2" },
      document: "",
      pull: [],
    });
    for (const { path: name, content } of files) await writeFile(path.join(root, "state/deploy/web/incoming-r1", name), content);
    const parts = await Promise.all(
      ["settings.sh", "words.sh"].map((name) => readFile(path.join(repository, "provider/deploy/node/runner", name), "utf8")),
    );
    await writeFile(path.join(root, "script.sh"), `${parts.join("\n")}\nredact\n`);
    const log = [...Object.values(values), "in-the-url-1"].flatMap((value) => Object.values(ways).map((way) => way(value))).join("\n");
    const [program = "", ...rest] = shell;
    const { stdout } = await execa(program, [...rest, path.join(root, "script.sh"), root, "web", "r1"], { input: log });
    expect(stdout.split("\n")).toHaveLength(log.split("\n").length);
    for (const value of [...Object.values(values), "in-the-url-1"]) expect(piecesOf(stdout, value)).toEqual([]);
    for (const line of stdout.split("\n")) expect(line).toContain("(hidden)");
  });
});

test("the forms of a value are those that the shell, Python and base64 of this machine make", () => {
  const value = `it's "a" pass/word+é`;
  const forms = formsOf(value);
  const python = (code: string): string =>
    execFileSync("python3", ["-c", `import sys,json,urllib.parse,shlex,html\nprint(${code})`, value], { encoding: "utf8" }).trim();
  expect(forms).toContain(python("json.dumps(sys.argv[1])[1:-1]"));
  expect(forms).toContain(python("urllib.parse.quote(sys.argv[1])"));
  expect(forms).toContain(python("urllib.parse.quote_plus(sys.argv[1])"));
  expect(forms).toContain(python("html.escape(sys.argv[1])"));
  expect(python("shlex.quote(sys.argv[1])")).toContain([...forms].find((form) => form.includes(`'"'"'`)));
  expect(forms).toContain(execFileSync("base64", { input: value, encoding: "utf8" }).trim());
});
