import { formsOf, linesOf } from "./forms.ts";

/** Stands where a value was that may not be shown. */
export const HIDDEN = "(hidden)";

/** Values shorter than this turn up everywhere by chance; a declared secret is hidden at any length. */
const SHORTEST = 4;
/** From this length on, a value that is not called a secret is hidden in every form. */
const SHORTEST_WITH_FORMS = 8;

/** Takes values out of texts, in whatever form they stand there. */
export class Redaction {
  readonly #values = new Map<string, boolean>();
  #forms: readonly string[] | undefined;

  /** @param isSecret whether it is hidden at any length. @default false */
  add(value: string, isSecret = false): this {
    if (value !== "" && this.#values.get(value) !== true) {
      this.#values.set(value, isSecret);
      this.#forms = undefined;
    }
    return this;
  }

  addAll(values: Iterable<string>, isSecret = false): this {
    for (const value of values) this.add(value, isSecret);
    return this;
  }

  /** Every form of every value, the longest first. */
  forms(): readonly string[] {
    if (this.#forms !== undefined) return this.#forms;
    const all = new Set<string>();
    for (const [value, isSecret] of this.#values) {
      const forms = isSecret || value.length >= SHORTEST_WITH_FORMS ? formsOf(value) : linesOf(value);
      for (const form of forms) if (isSecret || form.length >= SHORTEST) all.add(form);
    }
    return (this.#forms = [...all].sort((a, b) => b.length - a.length));
  }

  /** Whether a text holds one of the values. */
  covers(text: string): boolean {
    return this.forms().some((form) => text.includes(form));
  }

  /** The text without any of them. Forms that overlap are hidden together, so that no end of one stays behind another. */
  hide(text: string): string {
    const found: { start: number; end: number }[] = [];
    for (const form of this.forms()) {
      for (let start = text.indexOf(form); start !== -1; start = text.indexOf(form, start + form.length))
        found.push({ start, end: start + form.length });
    }
    if (found.length === 0) return text;
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    let shown = "";
    let until = 0;
    for (const { start, end } of found) {
      if (start >= until) shown += text.slice(until, start) + HIDDEN;
      until = Math.max(until, end);
    }
    return shown + text.slice(until);
  }
}

/**
 * What this process has been given or has got by a login: credentials and session tokens of the API clients. Every message that
 * leaves the provider goes through it.
 */
export const known = new Redaction();
