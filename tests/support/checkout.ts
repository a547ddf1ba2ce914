import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { setUp } from "../../setup/set-up.ts";
import { takeLock } from "../../setup/lock.ts";

/** This checkout's root. */
export const repository = path.resolve(import.meta.dirname, "../..");

const copied = [
  "Pulumi.yaml",
  "Pulumi.saturn.yaml",
  "Pulumi.vps.yaml",
  "Pulumi.chelsty.yaml",
  "Pulumi.core.yaml",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "inventory",
  "hosts",
  "services",
  "compose",
  "src",
  "provider",
  "policy",
  "cli",
  "setup",
  "dev",
];

/** A copy of the project that a test may change and break: the same sources and data, the same installed packages. */
export class Checkout implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** Copies the project into a temporary folder; `node_modules` is shared, `.homelab` starts empty. */
  static async create(): Promise<Checkout> {
    const root = await freeFolder(path.join(tmpdir(), "homelab-checkouts"));
    await execa("cp", ["-Rp", ...copied, root], { cwd: repository });
    await symlink(path.join(repository, "node_modules"), path.join(root, "node_modules"));
    return new Checkout(root);
  }

  /** The same with a passphrase, settings and stacks, as the setup makes them: two seconds of processor time that one checkout pays for all. */
  static async prepared(): Promise<Checkout> {
    const [checkout, made] = await Promise.all([Checkout.create(), preparedOnce()]);
    await execa("cp", ["-Rp", made, checkout.path(".homelab")]);
    return checkout;
  }

  /** The absolute path of a file of this copy. */
  path(file: string): string {
    return path.join(this.root, file);
  }

  async read(file: string): Promise<string> {
    return readFile(this.path(file), "utf8");
  }

  async write(file: string, text: string): Promise<void> {
    await writeFile(this.path(file), text);
  }

  /** Replaces the one occurrence of `search` in a file; throws when there is none, so that a test cannot pass by accident. */
  async replace(file: string, search: string | RegExp, replacement: string): Promise<void> {
    const before = await this.read(file);
    const after = before.replace(search, replacement);
    if (after === before) throw new Error(`${file} does not contain ${String(search)}`);
    await this.write(file, after);
  }

  async remove(file: string): Promise<void> {
    await rm(this.path(file), { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

/** What the setup of a checkout leaves that is no link into that checkout, for this run's tests. */
async function preparedOnce(): Promise<string> {
  const tracked = await Promise.all(copied.slice(0, 6).map((file) => readFile(path.join(repository, file), "utf8")));
  const folder = path.join(tmpdir(), `homelab-prepared-${createHash("sha256").update(tracked.join("\0")).digest("hex").slice(0, 16)}`);
  const release = await takeLock(folder);
  try {
    if (existsSync(folder)) return folder;
    await using checkout = await Checkout.create();
    await setUp({ root: checkout.root, plugins: "offline", say: () => undefined });
    const fresh = `${folder}.${process.pid}`;
    await mkdir(fresh);
    await execa("cp", ["-Rp", ...["passphrase", "settings", "state"].map((entry) => checkout.path(path.join(".homelab", entry))), fresh]);
    await rename(fresh, folder);
    return folder;
  } finally {
    await release();
  }
}

/**
 * The first folder with a number that nobody has. Numbers come again, and with them the paths, so that what Node has compiled for
 * one checkout serves the next.
 */
async function freeFolder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (let number = 1; ; number++) {
    const folder = path.join(parent, String(number));
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
