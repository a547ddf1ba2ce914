import { execa } from "execa";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SetupOptions } from "../../setup/set-up.ts";
import { setUp } from "../../setup/set-up.ts";
import { repository } from "../support/checkout.ts";

let folder: string;
let env: NodeJS.ProcessEnv;
const at = (...parts: string[]) => path.join(folder, ...parts);
const said: string[] = [];
const run = (more: SetupOptions = {}) => setUp({ root: at("checkout"), env, say: (sentence) => said.push(sentence), ...more });

function write(file: string, text: string, mode = 0o644): void {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), text);
  chmodSync(at(file), mode);
}

/** An engine that notes what it is asked, and makes a stack as the real one does: a state file, and a salt beside Pulumi.yaml. */
function engineOnPath(version: string): void {
  const script = `#!/bin/sh
echo "$@" >> '${at("calls")}'
case "$1 $2" in
version*) echo ${version} ;;
"stack init")
  stacks="\${PULUMI_BACKEND_URL#file://}/.pulumi/stacks/homelab"
  mkdir -p "$stacks" && echo '{}' > "$stacks/$3.json"
  echo "encryptionsalt: v1:$3" > "Pulumi.$3.yaml" ;;
*) exit 1 ;;
esac
`;
  write("bin/pulumi", script, 0o755);
  write("bin/pulumi-language-nodejs", "#!/bin/sh\n", 0o755);
}

const calls = () => (existsSync(at("calls")) ? readFileSync(at("calls"), "utf8").trim().split("\n") : []);

beforeEach(() => {
  said.length = 0;
  folder = mkdtempSync(path.join(tmpdir(), "homelab-set-up-"));
  env = { PATH: `${at("bin")}:/usr/bin:/bin`, PULUMI_HOME: at("person"), XDG_CACHE_HOME: at("cache") };
  for (const name of ["pulumi", "nodejs-host"]) {
    cpSync(path.join(repository, "setup", "engine", name), at("checkout", "setup", "engine", name), { recursive: true });
  }
  symlinkSync(path.join(repository, "node_modules"), at("checkout", "node_modules"));
  write("checkout/package-lock.json", "{}");
  write("checkout/Pulumi.yaml", "name: homelab\n");
  write("checkout/Pulumi.vps.yaml", "config:\n  homelab:zone: a\n");
  write("checkout/Pulumi.saturn.yaml", "config: {}\n");
  engineOnPath("v3.258.0");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("setup", () => {
  it("makes what is missing, and asks the engine nothing the next time", async () => {
    const ready = await run();
    expect(ready).toMatchObject({ pulumi: at("bin/pulumi"), engineVersion: "3.258.0", engineSource: "path", sites: ["saturn", "vps"] });
    expect(calls()).toEqual(["version", "stack init saturn --no-select --non-interactive", "stack init vps --no-select --non-interactive"]);
    expect(readFileSync(ready.settingsFile("vps"), "utf8")).toContain("encryptionsalt: v1:vps");
    expect(await run()).toEqual({ ...ready, settingsFile: expect.any(Function) as unknown });
    expect(calls()).toHaveLength(3);
  });

  it("leaves the tracked settings and the person's Pulumi folder as they were", async () => {
    write("person/credentials.json", '{"current":"https://pulumi.example"}');
    write("person/plugins/resource-docker-v5.2.0/pulumi-resource-docker", "real", 0o755);
    const before = readdirSync(at("person"), { recursive: true });
    await run();
    expect(readdirSync(at("person"), { recursive: true })).toEqual(before);
    expect(readFileSync(at("checkout/Pulumi.vps.yaml"), "utf8")).toBe("config:\n  homelab:zone: a\n");
    expect(readdirSync(at("checkout")).sort()).toEqual([
      ...[".homelab", "Pulumi.saturn.yaml", "Pulumi.vps.yaml", "Pulumi.yaml", "node_modules", "package-lock.json", "setup"],
    ]);
  });

  it("makes a passphrase that only its owner can read, and keeps it", async () => {
    const { env: first } = await run();
    const file = first["PULUMI_CONFIG_PASSPHRASE_FILE"] ?? "";
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const passphrase = readFileSync(file, "utf8");
    expect(passphrase.trim()).toHaveLength(43);
    rmSync(at("checkout/.homelab/setup.json"));
    await run();
    expect(readFileSync(file, "utf8")).toBe(passphrase);
  });

  it("respects the person's passphrase and makes none", async () => {
    env["PULUMI_CONFIG_PASSPHRASE"] = "";
    const { env: given } = await run();
    expect(given).not.toHaveProperty("PULUMI_CONFIG_PASSPHRASE_FILE");
    expect(existsSync(at("checkout/.homelab/passphrase"))).toBe(false);
  });

  it("respects the person's backend", async () => {
    env["PULUMI_BACKEND_URL"] = `file://${at("elsewhere")}`;
    const { env: given } = await run();
    expect(given["PULUMI_BACKEND_URL"]).toBe(`file://${at("elsewhere")}`);
    expect(existsSync(at("elsewhere/.pulumi/stacks/homelab/vps.json"))).toBe(true);
    expect(existsSync(at("checkout/.homelab/state"))).toBe(false);
  });

  it("makes only the stack that is missing", async () => {
    await run();
    rmSync(at("checkout/.homelab/state/.pulumi/stacks/homelab/vps.json"));
    await run();
    expect(calls().slice(3)).toEqual(["version", "stack init vps --no-select --non-interactive"]);
  });

  it("runs once for two commands that start together in other processes", async () => {
    const script = `import { setUp } from ${JSON.stringify(path.join(repository, "setup/set-up.ts"))};
      await setUp({ root: ${JSON.stringify(at("checkout"))} });`;
    const start = () => execa(process.execPath, ["--input-type=module", "--eval", script], { env, extendEnv: false, stdin: "ignore" });
    const both = await Promise.all([start(), start()]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(calls()).toHaveLength(3);
  });

  it("sees a new site, and a changed setting of an old one", async () => {
    await run();
    write("checkout/Pulumi.core.yaml", "config: {}\n");
    write("checkout/Pulumi.vps.yaml", "config:\n  homelab:zone: changed\n");
    const ready = await run();
    expect(ready.sites).toEqual(["core", "saturn", "vps"]);
    expect(readFileSync(ready.settingsFile("vps"), "utf8")).toBe("config:\n  homelab:zone: changed\nencryptionsalt: v1:vps\n");
    expect(existsSync(ready.settingsFile("core"))).toBe(true);
  });

  it("passes over an engine that does not fit, and says in one sentence what to do where it can neither download nor build one", async () => {
    engineOnPath("v3.100.0");
    await expect(run()).rejects.toThrow(
      /^the Pulumi engine 3\.\d+\.\d+ has to be built and Go is not on PATH: install Go .* and run `npm run setup` again$/,
    );
    expect(said[0]).toBe(`The Pulumi CLI at ${at("bin/pulumi")} is v3.100.0, not at least 3.258.0 and below 4.0.0: another one is used.`);
  });

  it("names the file when there is no site", async () => {
    rmSync(at("checkout/Pulumi.vps.yaml"));
    rmSync(at("checkout/Pulumi.saturn.yaml"));
    await expect(run()).rejects.toThrow("no Pulumi.<site>.yaml");
  });
});

describe("the plugins the engine sees", () => {
  const names = async (more: SetupOptions) => (await run(more)).offline.map(({ name }) => name);

  beforeEach(() => {
    write("person/plugins/resource-docker-v5.2.0/pulumi-resource-docker", "real", 0o755);
    write("person/plugins/resource-cloudflare-v6.22.1/pulumi-resource-cloudflare", "real", 0o755);
  });

  it("are the real ones where they are installed", async () => {
    expect(await names({ plugins: "real" })).toEqual(["command", "proxmoxve"]);
  });

  it("are offline ones in a preview where credentials are needed and missing", async () => {
    expect(await names({ plugins: "preview" })).toEqual(["command", "cloudflare", "proxmoxve"]);
    expect(await names({ plugins: "preview", env: { ...env, CLOUDFLARE_API_TOKEN: "x" } })).toEqual(["command", "proxmoxve"]);
  });

  it("are the real ones in a preview when the settings hold the credentials", async () => {
    write("checkout/Pulumi.vps.yaml", "config:\n  cloudflare:apiToken:\n    secure: v1:x\n");
    expect(await names({ plugins: "preview" })).toEqual(["command", "proxmoxve"]);
  });

  it("are all offline for the policies", async () => {
    const ready = await run({ plugins: "offline" });
    expect(ready.offline).toHaveLength(4);
    expect(ready.env["PATH"]?.split(":")).toContain(at("checkout/.homelab/offline/docker"));
  });

  it("are asked for again only when a person wants it", async () => {
    // What the download of a plugin that cannot be had leaves behind.
    const sentence = () => said.filter((text) => text.includes("offline plugin"));
    await run();
    expect(sentence().length).toBeGreaterThan(0);
    const before = sentence().length;
    rmSync(at("checkout/.homelab/setup.json"));
    await run();
    expect(sentence()).toHaveLength(before);
    await run({ retry: true });
    expect(sentence()).toHaveLength(2 * before);
  });
});
