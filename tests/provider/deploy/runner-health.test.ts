import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { repository } from "../../support/checkout.ts";
import { requirePackage } from "../../support/debian-packages.ts";

const parts = path.join(repository, "provider/deploy/node/runner");

let server: Server;
let port: number;
let free: number;

async function listening(): Promise<Server> {
  const made = createServer((request, response) => {
    response
      .writeHead(request.url === "/moved" ? 302 : request.url === "/secret" ? 401 : 200, request.url === "/moved" ? { Location: "/" } : {})
      .end("well\n");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => made.once("listening", resolve));
  return made;
}

beforeAll(async () => {
  server = await listening();
  port = (server.address() as AddressInfo).port;
  const other = await listening();
  free = (other.address() as AddressInfo).port;
  await new Promise((resolve) => other.close(resolve));
});
afterAll(() => server.close());

/** What the runner says is wrong, on a node that has only the given program to ask with. */
async function trouble(program: string, checks: readonly string[]): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), "hl-ask-"));
  try {
    await mkdir(path.join(root, "bin"));
    const basics = ["sed", "env", "head", "timeout", "grep"].map((name) => [name, name] as const);
    const [name = "", kind] = program.split(" of ");
    const asked = kind === undefined ? [[name, await located(name)] as const] : [[name, await located(kind)] as const];
    for (const [link, target] of [...basics, ...asked])
      await symlink(path.isAbsolute(target) ? target : await located(target), path.join(root, "bin", link));
    await writeFile(path.join(root, "checks"), [...checks, "timeout 1", ""].join("\n"));
    const texts = await Promise.all(["programs.sh", "health.sh"].map((file) => readFile(path.join(parts, file), "utf8")));
    await writeFile(path.join(root, "script.sh"), `${texts.join("\n")}\nchecks=$1 trouble=\nask\nprintf '%s' "$trouble"\n`);
    return (
      await execa("/bin/sh", [path.join(root, "script.sh"), path.join(root, "checks")], {
        env: { PATH: path.join(root, "bin") },
        extendEnv: false,
        stdin: "ignore",
      })
    ).stdout;
  } finally {
    await rm(root, { recursive: true });
  }
}

/** Where a program really lies; a wrapper on PATH would need programs of its own. */
async function located(name: string): Promise<string> {
  if (["curl", "wget"].includes(name)) await requirePackage(`/usr/bin/${name}`, name);
  if (name === "python3" && (await execa("sh", ["-c", "command -v python3"], { reject: false })).exitCode !== 0)
    await requirePackage("/usr/bin/python3", "python3-minimal");
  if (name === "busybox") await requirePackage("/bin/busybox", "busybox-static");
  const where = name === "python3" ? ["python3", "-c", "import sys; print(sys.executable)"] : ["sh", "-c", `command -v ${name}`];
  const [file = "", ...args] = where;
  return (await execa(file, args)).stdout;
}

describe.each(["curl", "python3", "wget", "wget of busybox"])("a node that asks over http with %s", (program) => {
  const ask = (url: string, status: number) => trouble(program, ["ask http", `url ${url}`, `status ${status}`]);

  test("takes the status that is expected, and follows nobody elsewhere", async () => {
    expect(await ask(`http://127.0.0.1:${port}/`, 200)).toBe("");
    expect(await ask(`http://127.0.0.1:${port}/secret`, 401)).toBe("");
    expect(await ask(`http://127.0.0.1:${port}/moved`, 302)).toBe("");
  });

  test("says which other one it got, and when there was no answer", async () => {
    expect(await ask(`http://127.0.0.1:${port}/secret`, 200)).toBe(`http://127.0.0.1:${port}/secret answers 401 instead of 200; `);
    expect(await ask(`http://127.0.0.1:${free}/`, 200)).toMatch(/ answers (000|nothing) instead of 200; $/);
  });
});

describe.each(["bash", "python3", "nc of busybox"])("a node that asks over tcp with %s", (program) => {
  const ask = (number: number) => trouble(program, ["ask tcp", "host 127.0.0.1", `port ${number}`]);

  test("finds who listens and misses who does not", async () => {
    expect(await ask(port)).toBe("");
    expect(await ask(free)).toBe(`nobody listens at 127.0.0.1:${free}; `);
  });
});
