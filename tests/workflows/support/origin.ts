import { execa } from "execa";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { repository } from "../../support/checkout.ts";

/** A repository on a platform, made from this one: its `main` is what is committed here. */
export class Origin implements AsyncDisposable {
  /** The bare repository. */
  readonly url: string;
  /** Somebody's clone of it, in which a test makes commits. */
  readonly clone: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.url = path.join(folder, "origin.git");
    this.clone = path.join(folder, "clone");
  }

  static async create(): Promise<Origin> {
    const origin = new Origin(await mkdtemp(path.join(tmpdir(), "homelab-origin-")));
    await execa("git", ["clone", "--quiet", "--bare", "--no-local", repository, origin.url]);
    const { stdout: head } = await execa("git", ["rev-parse", "HEAD"], { cwd: repository });
    await execa("git", ["update-ref", "refs/heads/main", head], { cwd: origin.url });
    await execa("git", ["symbolic-ref", "HEAD", "refs/heads/main"], { cwd: origin.url });
    await execa("git", ["clone", "--quiet", origin.url, origin.clone]);
    await origin.git("config", "user.name", "Somebody");
    await origin.git("config", "user.email", "somebody@example.net");
    return origin;
  }

  async git(...args: string[]): Promise<string> {
    return (await execa("git", args, { cwd: this.clone, stdin: "ignore" })).stdout;
  }

  /** Commits what `change` did to the clone. */
  async commit(message: string, change: (root: string) => Promise<void>): Promise<string> {
    await change(this.clone);
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  /** A pull request from a branch of this name: its head, and the platform's trial merge at `refs/pull/<number>/merge`. */
  async pullRequest(number: number, branch: string, message: string, change: (root: string) => Promise<void>): Promise<string> {
    await this.git("checkout", "--quiet", "-b", branch, "origin/main");
    const head = await this.commit(message, change);
    await this.git("push", "--quiet", "origin", `${head}:refs/pull/${String(number)}/head`);
    await this.git("checkout", "--quiet", "--detach", "origin/main");
    await this.git("merge", "--quiet", "--no-ff", "--message", `Merge ${head}`, head);
    await this.git("push", "--quiet", "--force", "origin", `HEAD:refs/pull/${String(number)}/merge`);
    return head;
  }

  /** Merges a pull request into main, as the platform does. */
  async merge(number: number): Promise<string> {
    await this.git("fetch", "--quiet", "origin", `refs/pull/${String(number)}/merge`);
    await this.git("push", "--quiet", "origin", "FETCH_HEAD:refs/heads/main");
    await this.git("fetch", "--quiet", "origin");
    return this.git("rev-parse", "origin/main");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Replaces the one occurrence of a text in a file; throws when there is none. */
export async function replaceIn(file: string, search: string | RegExp, replacement: string): Promise<void> {
  const before = await readFile(file, "utf8");
  const after = before.replace(search, replacement);
  if (after === before) throw new Error(`${file} does not contain ${String(search)}`);
  await writeFile(file, after);
}
