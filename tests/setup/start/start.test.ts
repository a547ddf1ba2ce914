import { once } from "node:events";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SmallCheckout } from "./support.ts";

describe("the start of a command", () => {
  it("runs it with its arguments as they are, blanks and quotes included", async () => {
    using checkout = new SmallCheckout();
    const { stdout, exitCode } = await checkout.start("show", "a b", "$HOME", '"');
    expect(JSON.parse(stdout)).toEqual({ args: ["a b", "$HOME", '"'], node: process.execPath });
    expect(exitCode).toBe(0);
  });

  it("names the allowed commands when it does not know one", async () => {
    using checkout = new SmallCheckout();
    const { stderr, exitCode } = await checkout.start("shw");
    expect(stderr).toBe('homelab: there is no command "shw"; allowed: show; for example: npm run setup');
    expect(exitCode).toBe(1);
  });

  it("ends as the command ends", async () => {
    using checkout = new SmallCheckout();
    checkout.write("cli/seven/main.ts", "process.exitCode = 7;\n");
    expect((await checkout.start("seven")).exitCode).toBe(7);
  });

  it("makes `node` on PATH the Node that runs the command", async () => {
    using checkout = new SmallCheckout();
    checkout.write(
      "cli/which/main.ts",
      `import { execFileSync } from "node:child_process";\nprocess.stdout.write(execFileSync("sh", ["-c", "command -v node"]));\n`,
    );
    const { stdout } = await checkout.start("which");
    expect(realpathSync(stdout)).toBe(realpathSync(process.execPath));
  });
});

describe("the npm packages", () => {
  it("are installed once, without install scripts", async () => {
    using checkout = new SmallCheckout();
    await checkout.start("show");
    await checkout.start("show");
    expect(checkout.npmCalls()).toEqual(["ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund"]);
  });

  it("are installed again when package-lock.json changed", async () => {
    using checkout = new SmallCheckout();
    await checkout.start("show");
    checkout.lock("2.0.0");
    await checkout.start("show");
    expect(checkout.npmCalls()).toHaveLength(2);
  });

  it("are installed again when the last installation did not come to its end", async () => {
    using checkout = new SmallCheckout();
    checkout.write("node_modules/a/half", "");
    await checkout.start("show");
    expect(checkout.npmCalls()).toHaveLength(1);
  });

  it("are left alone when a person installed them with npm themselves", async () => {
    using checkout = new SmallCheckout();
    checkout.write("node_modules/a/package.json", "{}");
    checkout.write("node_modules/.package-lock.json", JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }));
    await checkout.start("show");
    expect(checkout.npmCalls()).toEqual([]);
  });

  it("are installed once by two commands that start together", async () => {
    using checkout = new SmallCheckout();
    checkout.npm(
      `echo "$@" >> npm-calls; sleep 1; mkdir -p node_modules; echo '{"packages":{"node_modules/a":{"version":"1.0.0"}}}' > node_modules/.package-lock.json`,
    );
    const both = await Promise.all([checkout.start("show"), checkout.start("show")]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(checkout.npmCalls()).toHaveLength(1);
  });

  it("are waited for while another command installs them", async () => {
    using checkout = new SmallCheckout();
    mkdirSync(checkout.path(".homelab/install.lock"), { recursive: true });
    const waiting = checkout.start("show");
    await once(waiting.stderr, "data");
    checkout.write("node_modules/.package-lock.json", JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0" } } }));
    const { stderr, exitCode } = await waiting;
    expect(exitCode).toBe(0);
    expect(stderr).toContain(checkout.path(".homelab/install.lock"));
    expect(checkout.npmCalls()).toEqual([]);
  });

  it("that cannot be installed end the command, with npm's own reason above", async () => {
    using checkout = new SmallCheckout();
    checkout.npm(`echo 'npm error code ENOTFOUND' >&2; echo 'npm error network getaddrinfo ENOTFOUND example.invalid' >&2; exit 1`);
    const { stdout, stderr, exitCode } = await checkout.start("show");
    expect(stderr).toContain("npm error network getaddrinfo ENOTFOUND example.invalid\n");
    expect(stderr.split("\n").at(-1)).toBe(
      "homelab: npm ci ended with 1, for the reason above; check the network and run the command again",
    );
    expect(stdout).toBe("");
    expect(exitCode).toBe(1);
  });

  it("need npm, and say so where it is not on PATH", async () => {
    using checkout = new SmallCheckout();
    rmSync(checkout.path("fake/npm"));
    checkout.env["PATH"] = checkout.path("fake");
    expect((await checkout.start("show")).stderr).toContain("homelab: spawn npm ENOENT; fix: put npm on PATH");
  });
});
