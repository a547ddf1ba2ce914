import { execa } from "execa";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUp } from "../../setup/set-up.ts";
import { Checkout, repository } from "../support/checkout.ts";
import { runProgram, runTool } from "../support/tool.ts";

const minutes = 60_000;
const pack = "policy/pulumi-analyzer-homelab";

/** A preview's document without what differs from run to run: times, the order in which the engine came to the resources, and how often it says a thing. */
function ordered(text: string): unknown {
  const {
    steps,
    diagnostics = [],
    ...rest
  } = JSON.parse(text, (key, value: unknown) => {
    if (["created", "modified", "sourcePosition", "stackTrace", "duration"].includes(key)) return undefined;
    return key === "dependencies" && Array.isArray(value) ? value.sort() : value;
  }) as { steps: { urn: string }[]; diagnostics?: unknown[] };
  // The engine warns of a plugin on PATH whenever it starts one.
  const said = [...new Set(diagnostics.map((one) => JSON.stringify(one)))].sort();
  return { ...rest, steps: steps.sort((one, other) => (one.urn < other.urn ? -1 : 1)), said };
}

describe("the Pulumi CLI", { timeout: 3 * minutes }, () => {
  it("previews with the pack through `npm run pulumi`, and leaves the tracked settings without a salt", async () => {
    await using checkout = await Checkout.create();
    const ended = await runTool(checkout.root, "pulumi", ["preview", "--stack", "vps", "--policy-pack", pack, "--non-interactive"]);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(ended.all).toMatch(/homelab/);
    expect(ended.all).toMatch(/\+ \d+ to create/);
    expect(await checkout.read("Pulumi.vps.yaml")).toBe(await readFile(path.join(repository, "Pulumi.vps.yaml"), "utf8"));
  });

  it("previews by itself, with the engine and Node 24 on PATH", async () => {
    await using checkout = await Checkout.create();
    const ready = await setUp({ root: checkout.root, plugins: "preview" });
    const ended = await runProgram(
      ready.pulumi,
      ["preview", "--stack", "vps", "--policy-pack", pack, "--config-file", ready.settingsFile("vps"), "--non-interactive"],
      checkout.root,
      ready.env,
    );
    expect(ended.exitCode, ended.all).toBe(0);
    expect(ended.all).toMatch(/\+ \d+ to create/);
  });

  it("says the same whether the provider is a process or served by the command", async () => {
    await using checkout = await Checkout.prepared();
    const ready = await setUp({ root: checkout.root, plugins: "real" });
    const args = ["preview", "--stack", "vps", "--json", "--non-interactive"];
    const [served, alone] = await Promise.all([
      runTool(checkout.root, "pulumi", args),
      runProgram(ready.pulumi, [...args, "--config-file", ready.settingsFile("vps")], checkout.root, ready.env),
    ]);
    expect(served.exitCode, served.all).toBe(0);
    expect(alone.exitCode, alone.all).toBe(0);
    const { steps } = JSON.parse(served.stdout) as { steps: readonly unknown[] };
    expect(steps.length).toBeGreaterThan(30);
    expect(ordered(served.stdout)).toEqual(ordered(alone.stdout));
  });

  it("tells what a program prints and why it failed", async () => {
    await using checkout = await Checkout.prepared();
    await checkout.write("src/index.ts", 'console.log("printed by the program");\nthrow new Error("the program is broken");\n');
    const ended = await runTool(checkout.root, "pulumi", ["preview", "--stack", "vps", "--non-interactive"]);
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toContain("printed by the program");
    expect(ended.all).toContain("the program is broken");
  });

  it("passes its own exit code on", async () => {
    await using checkout = await Checkout.prepared();
    const ended = await runTool(checkout.root, "pulumi", ["preview", "--stack", "vps", "--expect-no-changes", "--non-interactive"]);
    expect(ended.exitCode).not.toBe(0);
    const version = await runTool(checkout.root, "pulumi", ["version"]);
    expect(version).toMatchObject({ exitCode: 0, stdout: "v3.258.0" });
  });
});

describe("the first command after git clone", { timeout: 10 * minutes }, () => {
  let folder: string;
  let clone: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "homelab-clone-"));
    clone = path.join(folder, "homelab");
    await execa("git", ["clone", "--quiet", repository, clone]);
    // What is being worked on belongs to what is tested, committed or not.
    const { stdout } = await execa("git", ["ls-files", "-z", "--modified", "--others", "--exclude-standard"], { cwd: repository });
    for (const file of stdout.split("\0").filter((name) => name !== "")) {
      await cp(path.join(repository, file), path.join(clone, file), { recursive: true }).catch(() =>
        rm(path.join(clone, file), { force: true }),
      );
    }
    await execa("git", ["add", "-A"], { cwd: clone });
  }, minutes);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("may be `npm run preview`: it installs the packages, previews, and leaves checkout and personal Pulumi folder alone", async () => {
    const pulumiHome = path.join(folder, "home/.pulumi");
    await mkdir(pulumiHome, { recursive: true });
    await writeFile(path.join(pulumiHome, "credentials.json"), '{"current":"https://example.invalid"}');
    const before = await execa("git", ["status", "--porcelain"], { cwd: clone });
    const ended = await runProgram("npm", ["run", "--silent", "preview"], clone, {
      PULUMI_HOME: pulumiHome,
      // Nothing of the test run's own environment may help.
      npm_config_user_agent: undefined,
      NODE_COMPILE_CACHE: undefined,
    });
    expect(ended.exitCode, ended.all).toBe(0);
    expect(ended.stdout).toMatch(/^Memory of VPS$/m);
    expect((await execa("git", ["status", "--porcelain"], { cwd: clone })).stdout).toBe(before.stdout);
    expect(await readdir(pulumiHome)).toEqual(["credentials.json"]);
    expect(await readFile(path.join(pulumiHome, "credentials.json"), "utf8")).toBe('{"current":"https://example.invalid"}');
  });
});
