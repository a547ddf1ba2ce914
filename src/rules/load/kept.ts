import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, sep } from "node:path";

/**
 * The folder in which a checkout's runs keep what can be made again: `${XDG_CACHE_HOME:-~/.cache}/homelab/checkouts/<digest of the
 * checkout's real path>`, readable and writable by this account alone. It is never below the checkout, since whatever is there may
 * have come with a commit.
 *
 * @returns undefined when there is no such folder and none can be made, it is not this account's alone, or it would lie in the
 * checkout: then nothing is kept and nothing kept is believed
 */
export function checkoutCache(root: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  try {
    const real = realpathSync(root);
    const xdg = env["XDG_CACHE_HOME"];
    const cache = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache");
    const checkouts = join(cache, "homelab", "checkouts");
    const folder = join(checkouts, createHash("sha256").update(real).digest("hex").slice(0, 32));
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) {
      writeFileSync(join(folder, OF), real, { mode: 0o600 });
      forgetGone(checkouts);
    }
    const place = realpathSync(folder);
    const { mode, uid } = lstatSync(folder);
    const inside = place === real || place.startsWith(real.endsWith(sep) ? real : real + sep);
    return inside || (mode & 0o077) !== 0 || uid !== process.getuid?.() ? undefined : folder;
  } catch {
    return undefined;
  }
}

/** Names the checkout that a folder is of. */
const OF = "checkout";

/** A review's checkouts and a test's live for a minute: what was kept for one that is gone goes when another one comes. */
function forgetGone(checkouts: string): void {
  for (const name of readdirSync(checkouts)) {
    const of = join(checkouts, name, OF);
    if (existsSync(of) && !existsSync(readFileSync(of, "utf8"))) rmSync(join(checkouts, name), { recursive: true, force: true });
  }
}

/** What an earlier run kept in a file; undefined when it is not there, or cut off by a full disk: then it is made anew. */
export function readKept(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Keeps something for the next run, as JSON. Written beside and renamed, so that a run that is killed leaves no half of it.
 * A folder that cannot be written to (a read-only checkout) keeps nothing: whatever is kept can be made again.
 */
export function keep(path: string, content: unknown): void {
  const beside = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(beside, JSON.stringify(content), { mode: 0o600 });
    renameSync(beside, path);
  } catch {
    // What was read is right without it.
  }
}
