import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll } from "vitest";
import { loadInventory, type LoadResult } from "../../../src/rules/load/index.ts";
import { formatProblem } from "../../../compose/problem.ts";

/** The small fleet in which everything is right. */
export const goodFleet = resolve(import.meta.dirname, "../../fixtures/fleet");

/** A copy of the good fleet that a test may break. Removed when the test file is done. */
export class Fleet {
  readonly root = mkdtempSync(join(tmpdir(), "homelab-fleet-"));

  constructor() {
    cpSync(goodFleet, this.root, { recursive: true });
    folders.push(this.root);
  }

  path(file: string): string {
    return join(this.root, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  write(file: string, text: string | Uint8Array): this {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
    return this;
  }

  /** Replaces the first occurrence of a text; throws when it is not there, so that no test breaks nothing. */
  edit(file: string, from: string, to: string): this {
    const text = this.read(file);
    if (!text.includes(from)) throw new Error(`${file} does not hold ${JSON.stringify(from)}`);
    return this.write(
      file,
      text.replace(from, () => to),
    );
  }

  append(file: string, text: string): this {
    return this.write(file, this.read(file) + text);
  }

  remove(path: string): this {
    rmSync(this.path(path), { recursive: true });
    return this;
  }

  load(): LoadResult {
    return loadInventory(this.root);
  }

  /** The report as a person reads it, line by line. */
  lines(): string[] {
    return this.load().problems.map(formatProblem);
  }
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
