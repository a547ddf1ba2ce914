import { Checkout } from "../../src/inventory/load/checkout.ts";
import type { Entry, TextFile } from "../../src/inventory/load/checkout.ts";
import type { Problem } from "../../compose/problem.ts";

/** A checkout in which one file has another text, so that an edit is judged before it is written. */
export class EditedCheckout extends Checkout {
  readonly #file: string;
  readonly #text: string;

  /** @param file relative to the root, with slashes; it need not exist yet, nor its folder */
  constructor(root: string, file: string, text: string) {
    super(root);
    this.#file = file;
    this.#text = text;
  }

  override entries(path: string): Entry[] {
    const entries = super.entries(path);
    if (!this.#file.startsWith(`${path}/`)) return entries;
    const [name = "", ...below] = this.#file.slice(path.length + 1).split("/");
    if (entries.some((entry) => entry.name === name)) return entries;
    return [...entries, { name, kind: below.length === 0 ? ("file" as const) : ("folder" as const) }].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  }

  override read(path: string, problems: Problem[]): TextFile | undefined {
    return path === this.#file ? { text: this.#text, executable: false } : super.read(path, problems);
  }
}
