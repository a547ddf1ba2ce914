import { execa } from "execa";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Checkout } from "../../support/checkout.ts";

let checkout: Checkout;

beforeAll(async () => {
  checkout = await Checkout.prepared();
  // A program that says when it runs, and then takes longer than anybody waits.
  await checkout.write(
    "src/index.ts",
    `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(checkout.path("running"))}, "");\nawait new Promise((resolve) => setTimeout(resolve, 600_000));\nexport {};\n`,
  );
});
afterAll(() => checkout[Symbol.asyncDispose]());

describe("Ctrl-C without a terminal", () => {
  it.each([
    ["pulumi", ["preview", "--stack", "vps"], 1, /preview canceled/],
    ["preview", ["vps", "--no-policy"], 130, /^stopped \(/m],
  ])("ends `npm run %s` in order and at once, since it reaches the engine once", async (command, args, code, says) => {
    if (existsSync(checkout.path("running"))) await checkout.remove("running");
    const child = execa(process.execPath, [checkout.path("cli/start.mjs"), command, ...args], {
      cwd: checkout.root,
      detached: true,
      stdin: "ignore",
      all: true,
      reject: false,
    });
    while (!existsSync(checkout.path("running")) && child.exitCode === null) await sleep(50);
    child.kill("SIGINT");
    const { exitCode, all } = await child;
    // A second signal would end it at once too, but without these words; none at all, after ten minutes.
    expect(all).toMatch(says);
    expect(exitCode).toBe(code);
  });
});
