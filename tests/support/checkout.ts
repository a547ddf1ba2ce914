import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

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
  "src",
  "provider",
  "policy",
  "tools",
];

/** A copy of the project that a test may change and break: the same sources and data, the same installed packages. */
export class Checkout implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  /** Copies the project into a temporary folder; `node_modules` is shared, `.homelab` starts empty. */
  static async create(): Promise<Checkout> {
    const root = await mkdtemp(path.join(tmpdir(), "homelab-checkout-"));
    await Promise.all(
      copied.map((entry) => cp(path.join(repository, entry), path.join(root, entry), { recursive: true })),
    );
    await symlink(path.join(repository, "node_modules"), path.join(root, "node_modules"));
    return new Checkout(root);
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
