import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { Problem } from "../../../compose/problem.ts";
import { suggest } from "../../../compose/suggest.ts";

/** A text file of the checkout. */
export interface TextFile {
  readonly text: string;
  /** May it be executed by its owner? */
  readonly executable: boolean;
}

/** An entry of a folder; anything that is neither a file nor a folder (a link, a socket) is `other`. */
export interface Entry {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
}

/** After so many answers others get their turn: two milliseconds' worth. */
const QUESTIONS_A_TURN = 24;

/** The largest file that is read, in bytes. What belongs in git as configuration is far smaller. */
export const maxFileBytes = 256 * 1024;

/**
 * The files of one checkout, read as data: regular files only, since a link in a pull request could point at any file
 * of the machine that previews it. All paths are relative to the root, with slashes.
 */
export class Checkout {
  readonly root: string;
  /**
   * What was asked and what the answer was, as a digest: a checkout that gives the same answers gives the same
   * inventory. The keys are `folder <path>` and `file <path>`.
   */
  readonly observed = new Map<string, string>();

  constructor(root: string) {
    this.root = root;
  }

  /** The entries of a folder by name, without what only git or a desktop needs; none when there is no such folder. */
  entries(path: string): Entry[] {
    const entries = this.list(path);
    this.observed.set(`folder ${path}`, digest(JSON.stringify(entries)));
    return entries;
  }

  private list(path: string): Entry[] {
    try {
      return readdirSync(join(this.root, path), { withFileTypes: true })
        .filter((entry) => !placeholders.has(entry.name))
        .map((entry): Entry => ({
          name: entry.name,
          kind: entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other",
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch {
      return [];
    }
  }

  /** The names of the folders in a folder, hidden ones left out. */
  folders(path: string): string[] {
    return this.entries(path)
      .filter((entry) => entry.kind === "folder" && !entry.name.startsWith("."))
      .map((entry) => entry.name);
  }

  /**
   * Would every question that was asked of another checkout be answered here in the same way? What the process waits for besides
   * gets its turn in between.
   */
  async answersAs(observed: readonly (readonly [string, string])[]): Promise<boolean> {
    for (const [index, [question, answer]] of observed.entries()) {
      if (index % QUESTIONS_A_TURN === QUESTIONS_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
      const [kind = "", ...path] = question.split(" ");
      if (kind === "folder") this.entries(path.join(" "));
      else this.read(path.join(" "), []);
      if (this.observed.get(question) !== answer) return false;
    }
    return true;
  }

  /** Reads a text file that must be there. Whatever is wrong with it goes to `problems`, and nothing is returned. */
  read(path: string, problems: Problem[]): TextFile | undefined {
    const file = this.readText(path, problems);
    const answer = file === undefined ? "nothing" : `${file.executable ? "executable" : "plain"} ${digest(file.text)}`;
    this.observed.set(`file ${path}`, answer);
    return file;
  }

  private readText(path: string, problems: Problem[]): TextFile | undefined {
    const stats = this.stats(path);
    if (stats === undefined) {
      problems.push(this.missing(path));
      return undefined;
    }
    const wrong = wrongKind(stats);
    if (wrong !== undefined) {
      problems.push({ place: { file: path }, path: "", ...wrong });
      return undefined;
    }
    return this.decode(path, (stats.mode & 0o100) !== 0, problems);
  }

  private stats(path: string): Stats | undefined {
    return lstatSync(join(this.root, path), { throwIfNoEntry: false });
  }

  private decode(path: string, executable: boolean, problems: Problem[]): TextFile | undefined {
    try {
      const text = utf8.decode(readFileSync(join(this.root, path)));
      if (!text.includes("\u0000")) return { text, executable };
      problems.push({ place: { file: path }, path: "", message: "the file is not text: it holds a NUL character" });
    } catch (error) {
      const message = error instanceof TypeError ? "the file is not UTF-8 text" : `the file cannot be read: ${code(error)}`;
      problems.push({ place: { file: path }, path: "", message });
    }
    return undefined;
  }

  private missing(path: string): Problem {
    const folder = path.slice(0, path.lastIndexOf("/"));
    const name = path.slice(path.lastIndexOf("/") + 1);
    const suggestion = suggest(
      name,
      this.entries(folder)
        .filter((entry) => entry.kind === "file")
        .map((e) => e.name),
    );
    return {
      place: { file: path },
      path: "",
      message: "the file is missing",
      ...(suggestion === undefined ? {} : { fix: `rename ${folder}/${suggestion}, if that is meant` }),
    };
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const placeholders: ReadonlySet<string> = new Set([".gitkeep", ".gitignore", ".DS_Store"]);

function wrongKind(stats: Stats): Pick<Problem, "message" | "allowed"> | undefined {
  if (stats.isSymbolicLink()) return { message: "is a symbolic link", allowed: "regular files" };
  if (!stats.isFile()) return { message: stats.isDirectory() ? "is a folder" : "is not a regular file", allowed: "regular files" };
  if (stats.size > maxFileBytes) {
    return { message: `the file has ${stats.size} bytes`, allowed: `at most ${maxFileBytes} bytes` };
  }
  return undefined;
}

function code(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
