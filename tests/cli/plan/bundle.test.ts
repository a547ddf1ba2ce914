import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { bundleDigest, changedFiles, readBundle, writeBundle } from "../../../cli/plan/bundle.ts";
import { sha256 } from "../../../cli/plan/canonical.ts";
import { parseManifest } from "../../../cli/plan/manifest.ts";
import { manifestOf } from "./support/manifest.ts";

describe("a bundle", () => {
  let root: string;
  const at = (...names: string[]) => join(root, ...names);
  const contents = (): Map<string, Buffer> => {
    const others = new Map(
      [
        ["engine-plan.json", "{}"],
        ["summary.md", "# a\n"],
        ["changes.json", "{}"],
      ].map(([name = "", text = ""]) => [name, Buffer.from(text)]),
    );
    const manifest = manifestOf({ files: Object.fromEntries([...others].map(([name, text]) => [name, sha256(text)])) });
    return new Map([...others, ["manifest.json", Buffer.from(JSON.stringify(manifest))]]);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "hl-bundle-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("is read as it was written, under one sum", () => {
    const sum = writeBundle(at("b"), contents());
    const bundle = readBundle(at("b"));
    expect(bundle.sha256).toBe(sum);
    expect(changedFiles(bundle)).toEqual([]);
    expect(bundle.manifest).toEqual(manifestOf({ files: bundle.manifest.files }));
  });

  it("has the sum of the sums that sha256sum prints for its files in the order of their names", () => {
    const sum = writeBundle(at("b"), contents());
    const listing = execFileSync("sha256sum", readdirSync(at("b")).sort(), { cwd: at("b") });
    expect(sha256(listing)).toBe(sum);
  });

  it("has one sum whatever the order in which its files are named, and another one for any other byte or name", () => {
    const files = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.uint8Array()), {
      selector: ([name]) => name,
      minLength: 1,
    });
    fc.assert(
      fc.property(files, (entries) => {
        const of = (some: readonly (readonly [string, Uint8Array])[]) =>
          bundleDigest(new Map(some.map(([name, bytes]) => [name, Buffer.from(bytes)])));
        const sum = of(entries);
        const [first, ...rest] = entries;
        expect(of([...entries].reverse())).toBe(sum);
        expect(of([[first?.[0] ?? "", Buffer.concat([first?.[1] ?? Buffer.of(), Buffer.of(0)])], ...rest])).not.toBe(sum);
        expect(
          of([[`${first?.[0] ?? ""}x`, first?.[1] ?? Buffer.of()], ...rest.filter(([name]) => name !== `${first?.[0] ?? ""}x`)]),
        ).not.toBe(sum);
      }),
    );
  });

  it("names the file that is not as it was written", () => {
    writeBundle(at("b"), contents());
    writeFileSync(at("b", "summary.md"), "# harmless\n");
    expect(changedFiles(readBundle(at("b")))).toEqual(["summary.md"]);
  });

  it("is not written over another one", () => {
    writeBundle(at("b"), contents());
    expect(() => writeBundle(at("b"), contents())).toThrow(/exists; fix: name another folder with --out/);
    expect(readdirSync(root)).toEqual(["b"]);
  });

  it("is refused with a file too many, one too few, a link, a missing folder", () => {
    writeBundle(at("b"), contents());
    expect(() => readBundle(at("none"))).toThrow(/there is no bundle .*none; fix/);
    writeFileSync(at("b", "more.sh"), "");
    expect(() => readBundle(at("b"))).toThrow(/holds "more\.sh", which no bundle has/);
    rmSync(at("b", "more.sh"));
    rmSync(at("b", "summary.md"));
    expect(() => readBundle(at("b"))).toThrow(/is no bundle: summary\.md is missing/);
    symlinkSync("/etc/hostname", at("b", "summary.md"));
    expect(() => readBundle(at("b"))).toThrow(/summary\.md is no regular file/);
  });
});

describe("a manifest", () => {
  it.each([
    ["no JSON", "{", /is no JSON/],
    ["an unknown key", JSON.stringify({ ...manifestOf(), extra: 1 }), /none of ours: .*extra/],
    ["a site that is a path", JSON.stringify(manifestOf({ site: "../x" })), /none of ours: site/],
    [
      "a node with a pattern in its name",
      JSON.stringify(manifestOf({ unreachable: [{ node: "**", reason: "" }] })),
      /none of ours: unreachable\.0\.node/,
    ],
    ["a time that is none", JSON.stringify(manifestOf({ created: "yesterday" })), /none of ours: created/],
    ["a lifetime without end", JSON.stringify(manifestOf({ lifetimeHours: 1e9 })), /none of ours: lifetimeHours/],
  ])("with %s is refused", (_, text, says) => {
    expect(() => parseManifest(text)).toThrow(says);
  });
});
