import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { repository } from "../support/checkout.ts";

/** What the SDK's launcher loads in a process that was started with `args`, as parts of paths. */
async function loaded(script: string, ...args: readonly string[]): Promise<string[]> {
  const { stdout } = await execa(process.execPath, [...args, "--eval", script], { cwd: repository });
  return JSON.parse(stdout.split("\n").at(-1) ?? "") as string[];
}

const all = `require("@pulumi/pulumi/cmd/run/tracing.js"); require("@pulumi/pulumi"); require("source-map-support/register");`;
const script = `${all} console.log(JSON.stringify(Object.keys(require.cache)))`;
const lean = ["--import", "./src/start/lean.mjs"];
const parts = [
  ...["/node_modules/typescript/", "/node_modules/@npmcli/arborist/", "/node_modules/@opentelemetry/exporter-zipkin/"],
  ...["/@pulumi/pulumi/automation/", "/@pulumi/pulumi/runtime/closure/"],
];

describe("the start of the program", () => {
  it("leaves out what serialises functions and what traces, which the SDK loads without it", async () => {
    const [without, within] = await Promise.all([loaded(script), loaded(script, ...lean)]);
    for (const part of parts) expect(without.some((file) => file.includes(part))).toBe(true);
    for (const part of parts) expect(within.filter((file) => file.includes(part))).toEqual([]);
    expect(within.length).toBeLessThan(without.length / 2);
  });

  it("keeps what traces for a program that is traced", async () => {
    const traced = `process.argv.push("--tracing=http://127.0.0.1:9411"); ${script}`;
    const { stdout } = await execa(process.execPath, ["--eval", traced], {
      cwd: repository,
      env: { NODE_OPTIONS: lean.join(" "), TRACEPARENT: "00-1-1-00" },
    });
    expect(stdout).toContain("exporter-zipkin");
  });

  it("leaves the compiler to everybody but the SDK", async () => {
    const { stdout } = await execa(process.execPath, [...lean, "--eval", `console.log(require("typescript").version)`], {
      cwd: repository,
    });
    expect(stdout).toMatch(/^\d+\.\d+/);
  });
});
