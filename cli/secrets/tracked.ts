import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

import type { Problem } from "../../compose/problem.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { secretsInFiles, type TrackedFile } from "../../src/rules/secrets/tracked-files.ts";

/** What belongs into git is far smaller; a larger file is not looked at, and that is said. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/** How many files are read before the next ones: their texts are in memory together. */
const AT_ONCE = 200;

/**
 * Looks for secrets in every tracked file of a checkout, or in those of some paths.
 * @throws ExpectedError outside of a git checkout
 */
export async function secretsTracked(root: string, paths?: readonly string[]): Promise<Problem[]> {
  const tracked = paths ?? (await trackedPaths(root));
  const problems: Problem[] = [];
  for (let from = 0; from < tracked.length; from += AT_ONCE) {
    const read = tracked.slice(from, from + AT_ONCE).flatMap((path) => readTracked(root, path));
    problems.push(...(await secretsInFiles(read.filter((one): one is TrackedFile => "content" in one))));
    problems.push(...read.filter((one): one is Problem => !("content" in one)));
  }
  return problems;
}

async function trackedPaths(root: string): Promise<string[]> {
  const { stdout, exitCode } = await execa("git", ["ls-files", "-z"], { cwd: root, stdin: "ignore", reject: false, maxBuffer: 1e9 });
  if (exitCode !== 0) throw new ExpectedError(`${root} is no git checkout; fix: run it in a clone`);
  return stdout.split("\0").filter((path) => path !== "");
}

/** A file that is gone from the working tree is not looked at; of a link it is where it leads to, as git keeps it. */
function readTracked(root: string, path: string): (TrackedFile | Problem)[] {
  const place = join(root, path);
  const facts = lstatSync(place, { throwIfNoEntry: false });
  if (facts === undefined || facts.isDirectory()) return [];
  if (facts.isSymbolicLink()) return [{ path, content: readlinkSync(place) }];
  if (facts.size > LARGEST_BYTES) {
    return [
      {
        place: { file: path },
        path: "",
        message: "the file is too large to be looked through for secrets",
        allowed: `at most ${LARGEST_BYTES} bytes`,
        fix: "keep it out of git",
      },
    ];
  }
  const bytes = readFileSync(place);
  // Pictures have no lines; a text in UTF-16 is read as what it is.
  const isWide = bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff));
  if (isWide) return [{ path, content: new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes) }];
  return [{ path, content: bytes.toString("utf8").replaceAll("\0", "\n") }];
}
