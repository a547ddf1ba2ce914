import { execa } from "execa";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { addressOf } from "../../provider/transport/topology.ts";
import { repository } from "../support/checkout.ts";
import { SmallCheckout } from "../setup/start/support.ts";

/** A clone with a commit, in which a program that is smuggled in leaves a trace when it runs. */
class Clone extends SmallCheckout {
  static async create(ignore = "node_modules/\n.homelab/\nfake/\ncache/\nhome/\nnpm-calls\n"): Promise<Clone> {
    const clone = new Clone();
    clone.write(".gitignore", ignore);
    await clone.git("init", "--quiet");
    await clone.git("add", ".");
    await clone.git("commit", "--quiet", "-m", "first");
    return clone;
  }

  async git(...args: string[]): Promise<string> {
    const identity = ["-c", "user.name=Eve", "-c", "user.email=eve@example.net"];
    return (await execa("git", [...identity, ...args], { cwd: this.root, stdin: "ignore" })).stdout;
  }

  async commit(...paths: string[]): Promise<void> {
    await this.git("add", "--force", "--", ...paths);
    await this.git("commit", "--quiet", "-m", "wording");
  }

  /** An executable of the checkout that does what git does, and leaves a trace. */
  smuggle(file: string): void {
    this.write(file, `#!/bin/sh\ntouch '${this.path("ran")}'\nexec /usr/bin/git "$@"\n`);
    chmodSync(this.path(file), 0o755);
  }

  get ran(): boolean {
    return existsSync(this.path("ran"));
  }
}

const commands = ["setup", "preview", "policy", "plan", "apply", "review", "drift", "adopt", "pulumi"];

describe("a file that git tracks below an ignored folder", () => {
  it("stops every command by its name, before any of it runs", async () => {
    using clone = await Clone.create();
    for (const command of commands) clone.write(`cli/${command}/main.ts`, `import "node:child_process";\nconsole.log("started");\n`);
    clone.smuggle(".homelab/bin/git");
    clone.write(".homelab/cache/topology.json", "{}");
    clone.write(".homelab/settings/Pulumi.vps.yaml", "config: {}\n");
    await clone.commit(".homelab", "cli");
    // As in a shell that an earlier command's PATH was kept in.
    clone.env["PATH"] = `${clone.path(".homelab/bin")}:${clone.env["PATH"] ?? ""}`;
    for (const command of commands) {
      const { stdout, stderr, exitCode } = await clone.start(command);
      expect(stderr).toMatch(
        /^homelab: git tracks 3 files that this checkout ignores: "\.homelab\/bin\/git", "\.homelab\/cache\/topology\.json", "\.homelab\/settings\/Pulumi\.vps\.yaml"; .*; allowed: .*; fix: .*git rm --cached/,
      );
      expect(stdout).toBe("");
      expect(exitCode).toBe(1);
    }
    expect(clone.ran).toBe(false);
    expect(clone.npmCalls()).toEqual([]);
  });

  it.each([
    ["a .gitignore that takes the folder out again", "node_modules/\n.homelab/\n!.homelab/\n!.homelab/**\n", ".homelab/bin/git"],
    ["a .gitignore that does not name the folder", "*.log\n", ".homelab/bin/git"],
    ["a package below node_modules", "*.log\n", "node_modules/execa/index.js"],
    ["a package beside one folder of the program", "*.log\n", "cli/node_modules/execa/index.js"],
    ["a file of variables", ".env\n", "services/outline/.env"],
  ])("is found: %s", async (_, ignore, file) => {
    using clone = await Clone.create(ignore);
    clone.smuggle(file);
    await clone.commit(file);
    const { stderr, exitCode } = await clone.start("show");
    expect(stderr).toContain(JSON.stringify(file));
    expect(exitCode).toBe(1);
    expect(clone.ran).toBe(false);
  });

  it("is found when the folder itself is a link to a folder of the checkout", async () => {
    using clone = await Clone.create();
    rmSync(clone.path(".homelab"), { recursive: true, force: true });
    clone.smuggle("dotfiles/bin/git");
    symlinkSync("dotfiles", clone.path(".homelab"));
    await clone.commit("dotfiles", ".homelab");
    const { stderr, exitCode } = await clone.start("show");
    expect(stderr).toContain('ignores: ".homelab"; ');
    expect(exitCode).toBe(1);
    expect(clone.ran).toBe(false);
  });

  it("is found when variables of git point to another repository", async () => {
    using clone = await Clone.create();
    using other = await Clone.create();
    clone.smuggle(".homelab/bin/git");
    await clone.commit(".homelab");
    Object.assign(clone.env, { GIT_DIR: other.path(".git"), GIT_WORK_TREE: other.root });
    const { stderr } = await clone.start("show");
    expect(stderr).toContain('".homelab/bin/git"');
  });

  it("shows control characters of its name escaped", async () => {
    using clone = await Clone.create();
    clone.write(".homelab/\u001b[2J\u202ex", "");
    await clone.commit(".homelab");
    expect((await clone.start("show")).stderr).toContain(String.raw`".homelab/\u001b[2J\u202ex"`);
  });
});

describe("what this machine wrote into its ignored folders", () => {
  it("is used", async () => {
    using clone = await Clone.create();
    clone.write(".homelab/settings/Pulumi.vps.yaml", "config: {}\n");
    const { stderr, exitCode } = await clone.start("show");
    expect(stderr).not.toContain("homelab:");
    expect(exitCode).toBe(0);
  });

  it("does not bring the git that looks: one in the checkout is never asked", async () => {
    using clone = await Clone.create();
    clone.smuggle(".homelab/bin/git");
    mkdirSync(clone.path("outside"));
    symlinkSync(clone.path(".homelab/bin/git"), clone.path("outside/git"));
    clone.env["PATH"] = [clone.path(".homelab/bin"), ".homelab/bin", clone.path("outside"), clone.env["PATH"]].join(":");
    expect((await clone.start("show")).exitCode).toBe(0);
    expect(clone.ran).toBe(false);
  });

  it("cannot be told from what came along in an archive, which a command with credentials says", async () => {
    using checkout = new SmallCheckout();
    for (const command of ["drift", "preview"]) checkout.write(`cli/${command}/main.ts`, "");
    expect((await checkout.start("drift")).stderr).toContain(
      "homelab: the files are in no git repository, so nobody can tell whether .homelab/ and node_modules/ were made by this machine; they are used as they are",
    );
    expect((await checkout.start("preview")).stderr).not.toContain("homelab:");
  });

  it("is not used while git refuses to read the repository", async () => {
    using clone = await Clone.create();
    clone.write(".git/config", "[core\n");
    const { stderr, exitCode } = await clone.start("show");
    expect(stderr).toMatch(/^homelab: git cannot list the files of .*; fix: make `git -C .* ls-files` work$/m);
    expect(exitCode).toBe(1);
  });
});

describe("a cache that came with a commit", () => {
  it("sends ssh nowhere: addresses are read from the topology itself, whatever .homelab/cache says of the same text", async () => {
    using checkout = new SmallCheckout();
    const text = readFileSync(path.join(repository, "inventory/topology.yaml"), "utf8");
    checkout.write("inventory/topology.yaml", text);
    const connection = { kind: "ssh", user: "dockeruser", port: 22 };
    const nodes = { VPS: { site: "vps", address: "evil.example", connection } };
    checkout.write(".homelab/cache/topology.json", JSON.stringify({ text, nodes }));
    expect(await addressOf("VPS", checkout.root)).toEqual({ node: "VPS", host: "vps", ...connection });
  });
});
