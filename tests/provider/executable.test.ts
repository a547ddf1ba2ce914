import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { ProviderClient } from "./support/client.ts";

const homelab = fileURLToPath(new URL("../../provider/pulumi-resource-homelab", import.meta.url));
const serve = fileURLToPath(new URL("../../provider/offline/serve.ts", import.meta.url));

let folder: string;
let docker: string;
const started: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "homelab-plugin-"));
  docker = join(folder, "pulumi-resource-docker");
  writeFileSync(join(folder, "package.json"), '{"type":"module"}\n');
  writeFileSync(
    docker,
    `import { serveOffline } from ${JSON.stringify(serve)};\nawait serveOffline({ name: "docker", version: "5.2.0" });\n`,
  );
  chmodSync(docker, 0o755);
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts an executable as the engine does, and waits for the first line it prints. */
async function start(path: string, stdio: StdioOptions = ["pipe", "pipe", "pipe"]) {
  // Node by its path: the executables' first line finds the one on PATH, which a test must not depend on.
  const child = spawn(process.execPath, [path, "127.0.0.1:1"], { stdio });
  started.push(child);
  let output = "";
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("\n")) resolve(output);
    });
    child.once("exit", (code) => reject(new Error(`it ended with ${String(code)} before it printed a port: ${output}`)));
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return { child, line, ended };
}

describe.each([
  ["the homelab provider", () => homelab, /^0\.1\.0$/],
  ["an offline plugin", () => docker, /^5\.2\.0$/],
])("the executable of %s", (_, path, version) => {
  test("prints its port alone on a line and answers there", async () => {
    const { line } = await start(path());
    expect(line).toMatch(/^\d{2,5}\n$/);
    const client = new ProviderClient(Number(line));
    const info = await client.call<{ getVersion(): string }>("getPluginInfo");
    client.close();
    expect(info.getVersion()).toMatch(version);
  });

  test.each(["SIGTERM", "SIGINT"] as const)("ends on %s", async (signal) => {
    const { child, ended } = await start(path());
    child.kill(signal);
    expect(await ended).toBe(0);
  });

  test("ends when the engine's end of standard input closes", async () => {
    const { child, ended } = await start(path());
    child.stdin?.end();
    expect(await ended).toBe(0);
  });

  test("stays when it was started by hand without standard input", async () => {
    const { line } = await start(path(), ["ignore", "pipe", "pipe"]);
    const client = new ProviderClient(Number(line));
    await client.call("cancel");
    client.close();
  });
});

test("a plugin ends on an interrupt even when it inherited that interrupts are ignored", async () => {
  const script = `trap '' INT; exec "$0" "$1" 127.0.0.1:1`;
  const child = spawn("/bin/sh", ["-c", script, process.execPath, homelab], { stdio: ["pipe", "pipe", "inherit"] });
  started.push(child);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  child.kill("SIGINT");
  expect(await ended).toBe(0);
});

test("the executable says in one sentence that an older Node on PATH will not do", async () => {
  const older = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "20.1.0" } })';
  const child = spawn(process.execPath, ["--import", older, homelab], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(code).toBe(1);
  expect(output).toMatch(/^the homelab provider needs Node 24 or newer, and the node on PATH is 20\.1\.0: .*npm run pulumi.*\n$/);
});
