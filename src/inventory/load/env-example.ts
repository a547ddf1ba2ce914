import type { Place, Problem } from "../../../compose/problem.ts";

/** The variables of an `env.example`, in the order of the file. */
export interface EnvExample {
  readonly file: string;
  readonly entries: ReadonlyMap<string, EnvExampleEntry>;
}

export interface EnvExampleEntry {
  readonly place: Place;
  /** What stands behind the equals sign, quotes removed. */
  readonly value: string;
  /** Is the line commented out (`# NAME=value`), as one writes optional variables? */
  readonly commented: boolean;
}

const assignment = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/s;
/** Only capitals, so that prose with an equals sign in it is not taken for a variable. */
const commentedAssignment = /^#\s?([A-Z_][A-Z0-9_]*)=(.*)$/;

/** Reads an `env.example`: one `NAME=value` a line, `#` comments, blank lines. */
export function parseEnvExample(file: string, text: string, problems: Problem[]): EnvExample {
  const entries = new Map<string, EnvExampleEntry>();
  for (const [index, raw] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    const place: Place = { file, line: index + 1, column: 1 };
    const commented = line.startsWith("#");
    const match = (commented ? commentedAssignment : assignment).exec(line);
    const name = match?.[1];
    if (name === undefined) {
      // The line itself is not shown: somebody may have pasted a secret into it.
      if (line !== "" && !commented) {
        problems.push({ place, path: "", message: "the line is not an assignment", allowed: "NAME=value, or a # comment" });
      }
      continue;
    }
    const known = entries.get(name);
    if (known !== undefined && !known.commented && !commented) {
      problems.push({ place, path: name, message: `stands twice, first in line ${known.place.line ?? 1}` });
    }
    if (known === undefined || !commented) entries.set(name, { place, value: unquote(match?.[2] ?? ""), commented });
  }
  return { file, entries };
}

function unquote(text: string): string {
  const value = text.trim();
  const quoted = /^(["'])(.*)\1(\s+#.*)?$/.exec(value);
  if (quoted !== null) return quoted[2] ?? "";
  return value.replace(/(^|\s)#.*$/, "").trim();
}
