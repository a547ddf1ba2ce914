import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** How far a reader has read the event store, by its own account. */
const reader = z.strictObject({ at: z.iso.datetime(), sizes: z.record(z.string(), z.int().nonnegative()) });

const file = z.strictObject({ v: z.literal(1), readers: z.record(z.string(), reader) });

export type Readers = z.infer<typeof file>["readers"];

/** A name that a reader gives itself; others may read without one, and then nothing is kept. */
export const readerName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);

/** The most readers that are remembered: a script that makes up names must not fill the disk. */
const MOST_READERS = 16;

/** The readers and how far each is, kept in a file: what nobody has fetched yet is not removed from the node. */
export class ReaderMemory {
  readonly #file: string;
  #readers: Readers;

  constructor(folder: string) {
    this.#file = path.join(folder, "readers.json");
    this.#readers = this.#read();
  }

  get all(): Readers {
    return this.#readers;
  }

  /**
   * Remembers how far a reader is. Written beside and renamed; when it cannot be written it is only known until the next start, and a reader
   * tells it anew with every question.
   */
  remember(name: string, sizes: ReadonlyMap<string, number>, now: Date): void {
    const entry = { at: now.toISOString(), sizes: Object.fromEntries(sizes) };
    const newest = Object.entries({ ...this.#readers, [name]: entry }).sort(([, a], [, b]) => (a.at < b.at ? 1 : -1));
    this.#readers = Object.fromEntries(newest.slice(0, MOST_READERS));
    try {
      writeFileSync(`${this.#file}.new`, JSON.stringify({ v: 1, readers: this.#readers }), { mode: 0o644 });
      renameSync(`${this.#file}.new`, this.#file);
    } catch {
      // A full disk: the events themselves are what counts.
    }
  }

  #read(): Readers {
    try {
      return file.parse(JSON.parse(readFileSync(this.#file, "utf8"))).readers;
    } catch {
      return {};
    }
  }
}
