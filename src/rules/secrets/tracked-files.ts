import type { Problem } from "../../../compose/problem.ts";
import { literalRest, VARIABLE } from "./literal-rest.ts";
import { scanSecrets } from "./secret-scan.ts";
import { isPlainUrl, namesSecret } from "./secret-names.ts";

/** A tracked file, whatever it is: data, a page, a script, the program. */
export interface TrackedFile {
  /** Relative to the checkout. */
  readonly path: string;
  readonly content: string;
}

/** Longer lines are looked at in parts. */
const LONGEST_LINE = 4096;

/** What is written in the place of a value: an example, a type, a name, a place. */
const NO_VALUE =
  /^([<[({%*.…]|\$|\/|\.\/|~|!|undefined|null|none|true|false|string|number|required|optional|changeme|change-me|example|your|my|the|xxx|redacted|hidden|secret|token|password)/i;

/** In a program a name with a colon is a type or a property, and what is assigned is an expression. */
const PROGRAM = /\.([cm]?[jt]sx?|go|py|css|html|svg|lock|sum|mod)$/;

/**
 * No tracked file holds a secret: nothing with the form of one, and outside of the program no value beside a name that says it is
 * one. No message shows the value.
 */
export async function secretsInFiles(files: readonly TrackedFile[]): Promise<Problem[]> {
  const forms = await scanSecrets(files.map(({ content }) => content));
  const byForm = forms.flatMap(({ index, line, kind }) => {
    const file = files[index]?.path ?? "";
    return [problem(file, line, `the file holds ${kind}`)];
  });
  const byName = files.filter(({ path }) => !PROGRAM.test(path)).flatMap(namedSecrets);
  const known = new Set(byForm.map(keyOf));
  const lines = new Map(files.map(({ path, content }) => [path, content.split("\n")]));
  return [...byForm, ...byName.filter((one) => !known.has(keyOf(one)))].filter(
    ({ place }) => !MARK.test(lines.get(place?.file ?? "")?.[(place?.line ?? 0) - 1] ?? ""),
  );
}

/** Says on its line, where a reviewer sees it, why what looks like a secret is none. */
const MARK = /\bnot-a-secret: \S/;

function keyOf({ place }: Problem): string {
  return `${place?.file ?? ""}:${place?.line ?? 0}`;
}

/** Every quantifier has a bound, and a name begins where no letter stands before it: a line is passed over once. */
const ASSIGNMENT =
  /(?<![\w.-])([A-Za-z_][\w.-]{1,60})["']?[ \t]{0,4}[:=][ \t]{0,4}(?:"([^"\n]{6,200})"|'([^'\n]{6,200})'|([^\s"'`,;)}\]]{6,200}))/g;

function namedSecrets({ path, content }: TrackedFile): Problem[] {
  const problems: Problem[] = [];
  // In one pass over the whole: a variable's hint may hold blanks, and anything else.
  for (const [index, line] of literalRest(content).split("\n").entries()) {
    for (let from = 0; from < line.length; from += LONGEST_LINE) {
      const part = line.slice(from, from + LONGEST_LINE);
      for (const [, name = "", double, single, bare] of part.matchAll(ASSIGNMENT)) {
        if (!namesSecret(name) || !isValue(double ?? single ?? bare ?? "", bare !== undefined)) continue;
        problems.push(problem(path, index + 1, `the file gives ${name} a value`));
        break;
      }
    }
  }
  return problems;
}

/** Whether a text looks like a value that somebody chose or made: letters and digits mixed, and no words of a sentence. */
function isValue(text: string, isBare: boolean): boolean {
  const rest = text.replaceAll(VARIABLE, "");
  if (rest.length < 6 || NO_VALUE.test(rest) || /\s/.test(rest) || isPlainUrl(rest) || /^sha256[:-]/.test(rest)) return false;
  const isMixed = /\d/.test(rest) && /[A-Za-z]/.test(rest);
  return isMixed && (!isBare || !/^[\w.-]+\(/.test(rest)) && !/^v?\d+(\.\d+)*$/.test(rest);
}

function problem(file: string, line: number, message: string): Problem {
  return {
    place: { file, line },
    path: "",
    message,
    fix: "make it invalid, keep the new one in the .env on the node or in the stack's secrets; if it is none, end the line with a comment `not-a-secret: why`",
  };
}
