import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, sep } from "node:path";

/** So many paths are named when there are more. */
const NAMED = 10;

/** Folders that only this machine writes, whatever the checkout's own ignore rules say. */
const OURS = [".homelab", "node_modules"];

/** The commands that use credentials and can do without git: they say so when there is nothing to compare with. */
const SAID = ["adopt", "drift", "pulumi"];

/** Variables that would make git look at another repository or another index than the checkout's. */
const REDIRECTING = [
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"],
  ...["GIT_NAMESPACE", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES"],
];

/**
 * Throws when git tracks a file that is ignored. Such a file came with a commit, and its folder is one that this machine writes,
 * runs and believes: `.homelab/bin` stands first on PATH, `node_modules` is imported. Runs before anything of the checkout's
 * ignored folders is looked at.
 *
 * Without git, or without a repository (an unpacked archive), there is nothing to compare: the files are trusted as they lie
 * there, which a command that uses credentials says.
 *
 * @param {string} root the checkout
 * @param {string | undefined} command the command that starts
 * @throws {Error} the paths by name and the fix
 */
export function refuseTracked(root, command) {
  const paths = trackedIgnored(root);
  if (typeof paths === "string") {
    if (SAID.includes(command)) {
      process.stderr.write(
        `homelab: ${paths}, so nobody can tell whether .homelab/ and node_modules/ were made by this machine; they are used as they are\n`,
      );
    }
    return;
  }
  if (paths.length === 0) return;
  const named = paths.slice(0, NAMED).map(quoted);
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : "";
  throw new Error(
    `git tracks ${paths.length === 1 ? "a file" : `${paths.length} files`} that this checkout ignores: ${named.join(", ")}${more}; what is ignored is written by this machine and would be run or believed here, so nothing was started; allowed: no tracked file that is ignored (git ls-files -ci --exclude-standard lists none); fix: find out which commit brought them (git log -- PATH), then git rm --cached PATH and delete it, or take the file out of .gitignore when it belongs into git`,
  );
}

/**
 * The files that git tracks although they are ignored, by their path in the checkout.
 *
 * @param {string} root the checkout
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string[] | string} a string says why nobody can tell
 * @throws {Error} when there is a repository and git refuses to read it
 */
export function trackedIgnored(root, env = process.env) {
  const git = gitOutside(root, env);
  if (git === undefined) return "there is no git on PATH outside the checkout";
  if (!insideRepository(root)) return "the files are in no git repository";
  // A pattern of the command line has the last word, so no `!.homelab/` in a .gitignore hides anything.
  const own = OURS.flatMap((name) => ["--exclude", name]);
  const { status, stdout, stderr, error } = spawnSync(git, ["-C", root, "ls-files", "-z", "-ci", "--exclude-standard", ...own], {
    env: withoutRedirection(env),
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (status === 0) return stdout.split("\0").filter((path) => path !== "");
  throw new Error(
    `git cannot list the files of ${root}: ${(error?.message ?? stderr.trim()).split("\n")[0]}; whether ignored folders came with a commit is unknown, so nothing was started; fix: make \`git -C ${root} ls-files\` work`,
  );
}

/**
 * The git of this machine: the first on PATH whose folder and file are outside the checkout.
 *
 * @param {string} root the checkout
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} an absolute path
 */
export function gitOutside(root, env = process.env) {
  const checkout = realpathSync(root);
  const outside = (path) => path !== checkout && !path.startsWith(checkout + sep);
  return (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, "git"))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile() && outside(realpathSync(dirname(file))) && outside(realpathSync(file));
      } catch {
        return false;
      }
    });
}

/**
 * The environment without what would lead git to another repository (inside a hook git sets it).
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutRedirection(env = process.env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !REDIRECTING.includes(name)));
}

/** As text that shows every character: one that moves a cursor or turns the direction of writing must not hide a name. */
function quoted(path) {
  return JSON.stringify(path).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

function insideRepository(root) {
  for (let folder = realpathSync(root); ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return true;
    if (folder === dirname(folder)) return false;
  }
}
