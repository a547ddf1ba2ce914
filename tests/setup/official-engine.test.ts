import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { archiveName, downloadEngine, pinnedSum } from "../../setup/official-engine.ts";

let folder: string;
let archive: Buffer;
const name = "pulumi-v3.258.0-linux-x64.tar.gz";
const sumOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const serving =
  (bytes: Buffer, asked: string[] = []) =>
  (url: string) => {
    asked.push(url);
    return Promise.resolve(new Response(new Uint8Array(bytes)));
  };

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "hl-engine-"));
  mkdirSync(path.join(folder, "made/pulumi"), { recursive: true });
  writeFileSync(path.join(folder, "made/pulumi/pulumi"), "#!/bin/sh\necho v3.258.0\n");
  chmodSync(path.join(folder, "made/pulumi/pulumi"), 0o755);
  await execa("tar", ["-czf", path.join(folder, name), "-C", path.join(folder, "made"), "pulumi"]);
  archive = readFileSync(path.join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the official engine", () => {
  it("is unpacked when it is the archive that is pinned", async () => {
    const into = path.join(folder, "into");
    const asked: string[] = [];
    await downloadEngine(into, name, sumOf(archive), serving(archive, asked));
    expect(asked).toEqual([`https://get.pulumi.com/releases/sdk/${name}`]);
    expect(readdirSync(into)).toEqual(["bin"]);
    expect((await execa(path.join(into, "bin/pulumi"))).stdout).toBe("v3.258.0");
  });

  it("is thrown away, and never unpacked, when one byte of it is another", async () => {
    const into = path.join(folder, "into");
    const other = Buffer.from(archive);
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    await expect(downloadEngine(into, name, sumOf(archive), serving(other))).rejects.toThrow(
      /has the SHA-256 .* and not the pinned .*thrown away/,
    );
    expect(readdirSync(into)).toEqual([]);
  });

  it("is not had when the server has none", async () => {
    const gone = () => Promise.resolve(new Response(null, { status: 404 }));
    await expect(downloadEngine(path.join(folder, "into"), name, sumOf(archive), gone)).rejects.toThrow(`${name}: status 404`);
    expect(existsSync(path.join(folder, "into/bin"))).toBe(false);
  });

  it("is pinned by one line of Pulumi's own checksum file", () => {
    const sum = sumOf(archive);
    expect(pinnedSum(`# a comment\n${"0".repeat(64)}  other.tar.gz\n${sum}  ${name}\n`, name)).toBe(sum);
    expect(pinnedSum(`${sum}  ${name}\n${"0".repeat(64)}  ${name}\n`, name)).toBeUndefined();
    expect(pinnedSum(`${sum.toUpperCase()}  ${name}\n`, name)).toBeUndefined();
    expect(pinnedSum("", name)).toBeUndefined();
  });

  it("has a name for each platform that it is made for", () => {
    expect(archiveName("3.258.0", "linux", "x64")).toBe(name);
    expect(archiveName("3.258.0", "darwin", "arm64")).toBe("pulumi-v3.258.0-darwin-arm64.tar.gz");
    expect(archiveName("3.258.0", "win32", "x64")).toBeUndefined();
    expect(archiveName("3.258.0", "linux", "riscv64")).toBeUndefined();
  });
});
