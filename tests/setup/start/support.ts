import { execa } from "execa";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { repository } from "../../support/checkout.ts";

/** A checkout with nothing but the start, a command that says what it sees, and an npm that says what it was asked. */
export class SmallCheckout implements Disposable {
  readonly root = mkdtempSync(path.join(tmpdir(), "homelab-start-"));
  readonly env: NodeJS.ProcessEnv;

  constructor() {
    cpSync(path.join(repository, "cli", "start.mjs"), this.path("cli/start.mjs"));
    cpSync(path.join(repository, "setup", "start"), this.path("setup/start"), { recursive: true });
    this.lock("1.0.0");
    this.write("cli/show/main.ts", `console.log(JSON.stringify({ args: process.argv.slice(2), node: process.execPath }));\n`);
    this.npm(
      `echo "$@" >> npm-calls; mkdir -p node_modules/a; echo '{"packages":{"node_modules/a":{"version":"1.0.0"}}}' > node_modules/.package-lock.json`,
    );
    this.env = {
      HOME: this.path("home"),
      XDG_CACHE_HOME: this.path("cache"),
      PATH: [this.path("fake"), path.dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
    };
  }

  path(file: string): string {
    return path.join(this.root, file);
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** The package-lock.json of a project with one package. */
  lock(version: string): void {
    this.write("package-lock.json", JSON.stringify({ packages: { "": {}, "node_modules/a": { version } } }));
  }

  /** What `npm` does, as a shell script that runs in the checkout. */
  npm(script: string): void {
    this.program("npm", script);
  }

  /** A program on PATH, as a shell script. */
  program(name: string, script: string): void {
    this.write(`fake/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(this.path(`fake/${name}`), 0o755);
  }

  /** How often npm was called. */
  npmCalls(): string[] {
    try {
      return readFileSync(this.path("npm-calls"), "utf8").trim().split("\n");
    } catch {
      return [];
    }
  }

  start(...args: string[]) {
    return execa(process.execPath, [this.path("cli/start.mjs"), ...args], {
      env: this.env,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
