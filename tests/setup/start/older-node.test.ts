import { execa } from "execa";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { SmallCheckout } from "./support.ts";

/** Makes the start believe that it runs on Node 20: what it does then does not depend on what this machine has. */
function asNode20(checkout: SmallCheckout): string[] {
  const preload = checkout.path("node20.cjs");
  writeFileSync(preload, `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.12.0" } });\n`);
  return ["--require", preload, checkout.path("cli/start.mjs")];
}

function withPackagedNode(checkout: SmallCheckout): void {
  // A file of its own: a link would resolve to the very Node that runs the start.
  const node = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
  checkout.write(node, `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
  chmodSync(checkout.path(node), 0o755);
}

const options = (checkout: SmallCheckout) => ({ env: checkout.env, extendEnv: false, reject: false, stdin: "ignore" }) as const;

describe("the start on an older Node", () => {
  it("runs the command with the Node of the npm package, and ends as it ends", async () => {
    using checkout = new SmallCheckout();
    withPackagedNode(checkout);
    checkout.write("cli/major/main.ts", "const major: string = process.versions.node;\nconsole.log(major);\nprocess.exitCode = 5;\n");
    const { stdout, exitCode } = await execa(process.execPath, [...asNode20(checkout), "major"], options(checkout));
    expect(stdout).toBe(process.versions.node);
    expect(exitCode).toBe(5);
  });

  it("says in one sentence what to install where npm carries no newer Node", async () => {
    using checkout = new SmallCheckout();
    const { stderr, exitCode } = await execa(process.execPath, [...asNode20(checkout), "show"], options(checkout));
    expect(stderr.split("\n").at(-1)).toBe("homelab: Node.js 24 or newer is needed, this is 20.12.0; fix: install Node.js 24");
    expect(exitCode).toBe(1);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("passes %s on once and ends with it", async (signal) => {
    using checkout = new SmallCheckout();
    withPackagedNode(checkout);
    checkout.write(
      "cli/wait/main.ts",
      `import { appendFileSync, writeFileSync } from "node:fs";
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    appendFileSync("signals", signal + " ");
    setTimeout(() => process.exit(9), 300);
  });
}
setInterval(() => undefined, 1000);
writeFileSync("ready", "");
`,
    );
    // A session of its own has no terminal, as in CI: there nobody but the start passes signals on.
    const child = execa(process.execPath, [...asNode20(checkout), "wait"], { ...options(checkout), cwd: checkout.root, detached: true });
    while (!existsSync(path.join(checkout.root, "ready"))) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    expect((await child).exitCode).toBe(9);
    expect(readFileSync(checkout.path("signals"), "utf8")).toBe(`${signal} `);
  });
});
