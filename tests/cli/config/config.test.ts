import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../../support/checkout.ts";
import { runTool } from "../../support/tool.ts";
import type { Ended } from "../../support/tool.ts";

const folder = mkdtempSync(path.join(tmpdir(), "config-command-"));
const file = (name: string): string => path.join(folder, name);

beforeAll(() => {
  mkdirSync(file("My Project"));
  writeFileSync(file("My Project/compose.yaml"), "services:\n  web:\n    image: web:${TAG}\n    mem_limit: 1g\n");
  writeFileSync(file("My Project/.env"), "TAG=from-dotenv\n");
  writeFileSync(file("override.yaml"), "services:\n  web:\n    mem_limit: 2g\n");
  writeFileSync(file("vars.env"), "TAG=from-file\n");
  writeFileSync(file("bad.yaml"), "services:\n  web:\n    imagee: x\n    ports: 80\n");
  writeFileSync(file("bad.env"), "A=1\nB%=secret-value\n");
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function config(...args: readonly string[]): Promise<Ended> {
  return runTool(repository, "config", args);
}

describe("npm run config", () => {
  it("prints YAML with the .env beside the first file and the folder's name", async () => {
    const { exitCode, stdout } = await config("-f", file("My Project/compose.yaml"), "-f", file("override.yaml"));
    expect(exitCode).toBe(0);
    expect(stdout).toContain("name: myproject\n");
    expect(stdout).toContain("image: web:from-dotenv\n");
    expect(stdout).toContain('mem_limit: "2147483648"\n');
  });

  it("takes --env-file, --project and --json", async () => {
    const { stdout } = await config("-f", file("My Project/compose.yaml"), "--env-file", file("vars.env"), "--project", "other", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ name: "other", services: { web: { image: "web:from-file" } } });
  });

  it("takes --project-directory for the .env, the name and relative paths", async () => {
    writeFileSync(file("paths.yaml"), "services:\n  web:\n    image: web:${TAG}\n    volumes: [./data:/data]\n");
    const { stdout } = await config("-f", file("paths.yaml"), "--project-directory", file("My Project"), "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      name: "myproject",
      services: { web: { image: "web:from-dotenv", volumes: [{ source: file("My Project/data") }] } },
    });
  });

  it("keeps variables with --no-interpolate", async () => {
    const { stdout } = await config("-f", file("My Project/compose.yaml"), "--no-interpolate");
    expect(stdout).toContain("image: web:${TAG}\n");
  });

  it("warns of a variable that is not set", async () => {
    const { exitCode, stderr } = await config("-f", file("My Project/compose.yaml"), "--env-file", "/dev/null");
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("/dev/null")]);
  });

  it("ends 1 with one report and no stack trace when the files are wrong", async () => {
    const { exitCode, stdout, stderr } = await config("-f", file("bad.yaml"));
    expect(exitCode).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.split("\n")).toHaveLength(3);
    expect(stderr).toMatch(/bad\.yaml:3:5 services\.web\.imagee: unknown attribute/);
    expect(stderr).toMatch(/2 problems$/);
    expect(stderr).not.toContain("    at ");
  });

  it("names a file that is missing", async () => {
    const { exitCode, stderr } = await config("-f", file("gone.yaml"));
    expect(exitCode).toBe(1);
    expect(stderr).toContain("the file cannot be read; fix: check the path behind -f");
  });

  it("names the line of a bad variable file and never its value", async () => {
    const { exitCode, stderr } = await config("-f", file("My Project/compose.yaml"), "--env-file", file("bad.env"));
    expect(exitCode).toBe(1);
    expect(stderr).toContain("bad.env:2");
    expect(stderr).not.toContain("secret-value");
  });

  it("refuses a project name that Compose refuses", async () => {
    const { exitCode, stderr } = await config("-f", file("My Project/compose.yaml"), "--project", "No Name");
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("is no project name")]);
  });
});
