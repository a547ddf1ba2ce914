import { execa } from "execa";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";

// `npm test` has set the engine up in the cache; everything else here is a machine on which nothing was ever started.
let checkout: Checkout;
let home: string;
let env: NodeJS.ProcessEnv;
const command = (...args: string[]) =>
  execa(process.execPath, [checkout.path("cli/start.mjs"), ...args], {
    env,
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    cwd: checkout.root,
  });
const tracked = ["Pulumi.yaml", "Pulumi.saturn.yaml", "Pulumi.vps.yaml", "Pulumi.chelsty.yaml", "package-lock.json"];
const texts = () => tracked.map((file) => readFileSync(checkout.path(file), "utf8"));

beforeAll(async () => {
  checkout = await Checkout.create();
  home = mkdtempSync(path.join(tmpdir(), "homelab-home-"));
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_") && !name.startsWith("XDG_"));
  env = { ...Object.fromEntries(own), HOME: home, XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache") };
});
afterAll(async () => {
  await checkout[Symbol.asyncDispose]();
  rmSync(home, { recursive: true });
});

describe("setup with the real engine", () => {
  it("makes the stack of every site, and neither touches tracked files nor makes a Pulumi folder in the person's home", async () => {
    const before = texts();
    const first = await command("setup");
    expect(first.stderr).not.toMatch(/error/i);
    expect(first.stdout).toMatch(/^Ready: Pulumi 3\.\d+\.\d+ .*, Node\.js 2[4-9]\.\S+, sites chelsty, core, saturn, vps[;\n]/);
    const stacks = JSON.parse((await command("pulumi", "stack", "ls", "--json")).stdout) as { name: string }[];
    expect(stacks.map(({ name }) => name).sort()).toEqual(["chelsty", "core", "saturn", "vps"]);
    expect(texts()).toEqual(before);
    expect(existsSync(path.join(home, ".pulumi"))).toBe(false);
  });

  it("leaves the engine no place for its automatic log, and the engine says nothing about it", async () => {
    rmSync(checkout.path(".homelab/pulumi/logs"));
    mkdirSync(checkout.path(".homelab/pulumi/logs"));
    // Without a repository a command says that nobody can tell whose files these are.
    await execa("git", ["init", "--quiet"], { cwd: checkout.root });
    writeFileSync(checkout.path(".homelab/pulumi/logs/before.log"), "of a run before");
    const { exitCode, stderr } = await command("pulumi", "stack", "ls");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(readFileSync(checkout.path(".homelab/pulumi/logs"), "utf8")).toContain("--logtostderr");
  });

  it("writes a setting into the copy, where the engine finds it again", async () => {
    const before = texts();
    expect((await command("pulumi", "config", "set", "homelab:trial", "x y", "--stack", "vps")).exitCode).toBe(0);
    expect((await command("pulumi", "config", "get", "homelab:trial", "--stack", "vps")).stdout).toBe("x y");
    expect(texts()).toEqual(before);
  });

  it("keeps a secret setting with the passphrase that setup made", async () => {
    expect((await command("pulumi", "config", "set", "--secret", "homelab:secret", "hush", "--stack", "vps")).exitCode).toBe(0);
    expect(readFileSync(checkout.path(".homelab/settings/Pulumi.vps.yaml"), "utf8")).not.toContain("hush");
    expect((await command("pulumi", "config", "get", "homelab:secret", "--stack", "vps")).stdout).toBe("hush");
  });

  it("hands on the exit code and the words of the engine", async () => {
    const { exitCode, stderr } = await command("pulumi", "stack", "export", "--stack", "nowhere");
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("nowhere");
  });

  it("follows the selected stack without writing a salt into tracked settings", async () => {
    const before = texts();
    await command("pulumi", "stack", "select", "vps");
    expect((await command("pulumi", "config", "get", "homelab:trial")).stdout).toBe("x y");
    expect(texts()).toEqual(before);
  });
});
