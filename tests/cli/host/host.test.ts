import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { credentials } from "@grpc/grpc-js";
import type { Client, ServiceError } from "@grpc/grpc-js";
import type * as LanguagePb from "@pulumi/pulumi/proto/language_pb.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { listen } from "../../../provider/rpc/grpc.ts";
import type { Listening } from "../../../provider/rpc/grpc.ts";
import { unary } from "../../../provider/rpc/unary.ts";
import { serveHost } from "../../../cli/host/host.ts";
import { requiredPackages } from "../../../cli/host/packages.ts";
import { repository } from "../../support/checkout.ts";

// The SDK's generated code stands for the engine, so that the wire is held against somebody else's.
const require = createRequire(import.meta.url);
const pb = require("@pulumi/pulumi/proto/language_pb.js") as typeof LanguagePb;
const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js") as { Struct: { fromJavaScript(map: object): never } };
const { LanguageRuntimeClient } = require("@pulumi/pulumi/proto/language_grpc_pb.js") as {
  LanguageRuntimeClient: new (address: string, security: unknown) => Client;
};

/** In place of the SDK's `cmd/run`: tells what it was given, then ends as the first argument of the program says. */
const RUN = `
const { GREETING, PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS } = process.env;
const argv = process.argv.slice(2);
console.log(JSON.stringify({ argv, node: process.execArgv, cwd: process.cwd(), config: PULUMI_CONFIG, secret: PULUMI_CONFIG_SECRET_KEYS, greeting: GREETING }));
console.log("  ");
console.error("said on the other stream");
const how = argv.at(-1);
if (how === "wait") setInterval(() => undefined, 1000);
else process.exitCode = Number(how);
`;

let folder: string;
let host: Listening;
let engine: Listening;
let client: Client;
const said: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "homelab-host-"));
  mkdirSync(path.join(folder, "node_modules/@pulumi/pulumi/cmd/run"), { recursive: true });
  writeFileSync(path.join(folder, "node_modules/@pulumi/pulumi/cmd/run/index.js"), RUN);
  said.length = 0;
  const log = unary({ severity: [1, "integer"], message: [2, "text"] } as const, {} as const, async ({ severity, message }) => {
    // Slower than the program, so that whoever does not wait loses the end.
    await wait(20);
    said.push(`${severity} ${message}`);
    return {};
  });
  engine = await listen(new Map([["/pulumirpc.Engine/Log", log]]));
  host = await serveHost({ PATH: process.env["PATH"], GREETING: "from the engine's environment" });
  client = new LanguageRuntimeClient(`127.0.0.1:${host.port}`, credentials.createInsecure());
  const hello = new pb.LanguageHandshakeRequest();
  hello.setEngineAddress(`127.0.0.1:${engine.port}`);
  await call("handshake", hello);
});

afterEach(async () => {
  client.close();
  await Promise.all([host.close(), engine.close()]);
  rmSync(folder, { recursive: true });
});

function call<Response>(method: string, request: object): Promise<Response> {
  const methods = client as unknown as Record<
    string,
    (request: object, done: (error: ServiceError | null, response: Response) => void) => void
  >;
  return new Promise((resolve, reject) => {
    methods[method]?.call(client, request, (error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

async function run(how: string): Promise<{ error: string; bail: boolean }> {
  const info = new pb.ProgramInfo();
  info.setRootDirectory(folder);
  info.setProgramDirectory(folder);
  info.setEntryPoint(".");
  info.setOptions(Struct.fromJavaScript({ typescript: false, nodeargs: "--stack-trace-limit=7  --no-warnings" }));
  const request = new pb.RunRequest();
  request.setInfo(info);
  request.setProject("homelab");
  request.setStack("vps");
  request.setPwd(folder);
  request.setOrganization("organization");
  request.setDryrun(true);
  request.setParallel(8);
  request.setMonitorAddress("127.0.0.1:4711");
  request.getConfigMap().set("homelab:with", 'a "quote" and $(nothing)');
  request.setConfigsecretkeysList(["homelab:token"]);
  request.setArgsList([how]);
  const response = await call<LanguagePb.RunResponse>("run", request);
  return { error: response.getError(), bail: response.getBail() };
}

describe("the language host of a preview", () => {
  it("runs the SDK's own program with the engine's addresses, settings and environment", async () => {
    expect(await run("0")).toEqual({ error: "", bail: false });
    const told = said.find((line) => line.startsWith('1 {"argv"'))?.slice(2) ?? "{}";
    expect(JSON.parse(told)).toEqual({
      argv: [
        ...["--monitor", "127.0.0.1:4711", "--engine", `127.0.0.1:${engine.port}`, "--project", "homelab", "--stack", "vps"],
        ...["--pwd", folder, "--root-directory", folder, "--parallel", "8", "--organization", "organization", "--dry-run", ".", "0"],
      ],
      node: ["--stack-trace-limit=7", "--no-warnings"],
      cwd: folder,
      config: '{"homelab:with":"a \\"quote\\" and $(nothing)"}',
      secret: '["homelab:token"]',
      greeting: "from the engine's environment",
    });
  });

  it("hands every line of the program to the engine before it says that the program has ended", async () => {
    await run("0");
    expect(said).toHaveLength(2);
    expect(said).toContain("1 said on the other stream\n");
  });

  it("tells how a program ended", async () => {
    expect(await run("32")).toEqual({ error: "", bail: true });
    expect(await run("3")).toEqual({ error: "the program exited with non-zero exit code: 3", bail: false });
  });

  it.each(["cancel", "close"] as const)("ends a program that still runs on %s", async (how) => {
    const running = run("wait");
    while (said.length < 2) await wait(20);
    if (how === "cancel") {
      await call("cancel", new (require("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => object }).Empty());
      expect(await running).toEqual({ error: "the program was ended by SIGKILL", bail: false });
    } else {
      await Promise.all([host.close(), expect(running).rejects.toThrow(/UNAVAILABLE|CANCELLED/)]);
    }
  });
});

describe("the plugins of a program", () => {
  it("are those of the packages that package.json names", () => {
    const found = requiredPackages(repository);
    expect(found.map(({ name, kind, version }) => `${kind} ${name} ${version}`).sort()).toEqual([
      "resource cloudflare v6.22.1",
      "resource command v1.2.1",
      "resource docker v5.2.0",
      "resource proxmoxve v8.5.0",
    ]);
  });
});
