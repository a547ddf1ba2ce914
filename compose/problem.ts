import { compareText } from "./compare-text.ts";
/** A place in a file that git holds; lines and columns count from 1. */
export interface Place {
  /** The path as a person would type it, relative to the checkout where possible. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * One thing that is wrong in the data, with everything a reader needs to mend it.
 * Problems are collected over all files and reported together, never thrown one at a time.
 */
export interface Problem {
  /** Where it stands; left out for facts that no single file states (a sum over a node). */
  readonly place?: Place;
  /** The path inside the document or the resource, dotted (`services.outline.mem_limit`); empty for the whole file. */
  readonly path: string;
  /** What is wrong, one clause in lower case without a full stop, the offending value included. */
  readonly message: string;
  /** What would have been right: the allowed values or the bound. */
  readonly allowed?: string;
  /** The nearest correct spelling of a misspelt key or value. */
  readonly suggestion?: string;
  /** What to do about it, one clause in lower case without a full stop. */
  readonly fix?: string;
  /** Set when it cannot be decided yet, because a value is only known once the update runs: worth saying, no failure. */
  readonly undecided?: true;
}

/** `file:line:col`, shortened by what is not known; empty when there is no place. */
export function formatPlace(place: Place | undefined): string {
  if (place === undefined) return "";
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(":");
}

/** One problem on one line: `file:line:col path: what is wrong; allowed: …; did you mean …; fix: …`. */
export function formatProblem(problem: Problem): string {
  const head = [formatPlace(problem.place), problem.path].filter((part) => part !== "").join(" ");
  const tail = [
    problem.message,
    problem.allowed === undefined ? undefined : `allowed: ${problem.allowed}`,
    problem.suggestion === undefined ? undefined : `did you mean ${JSON.stringify(problem.suggestion)}?`,
    problem.fix === undefined ? undefined : `fix: ${problem.fix}`,
  ].filter((part) => part !== undefined);
  const text = tail.join("; ");
  return oneLine(head === "" ? text : `${head}: ${text}`);
}

/** Problems in reading order: by file, then line, then column, then path; those without a place come last. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      Number(a.place === undefined) - Number(b.place === undefined) ||
      compareText(a.place?.file ?? "", b.place?.file ?? "") ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
      compareText(a.path, b.path),
  );
}

/** The whole report: every problem on its own line in reading order, the count at the end. */
export function formatReport(problems: readonly Problem[]): string {
  const lines = sortProblems(problems).map(formatProblem);
  return [...lines, `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`].join("\n");
}

/** The error a function throws when its input has problems; its message is the whole report. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatReport(problems));
    this.name = "ProblemError";
    this.problems = problems;
  }
}

/**
 * Control characters escaped, and those that turn the reading direction or show nothing, so that a hostile value can
 * neither break a table nor move the cursor nor pass for another one.
 */
export function oneLine(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const escaped = JSON.stringify(character).slice(1, -1);
    if (escaped !== character) return escaped;
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** Control characters, those that only format (reading direction, joiners, tags), and letters that show as nothing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** The same for a text of several lines: line breaks and tabs stay. */
export function visible(text: string): string {
  return text
    .split(/([\t\n])/)
    .map((part) => (part === "\n" || part === "\t" ? part : oneLine(part)))
    .join("");
}
