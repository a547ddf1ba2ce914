import { existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, renameSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** The first Node that runs TypeScript sources without a build and without a warning. */
const WANTED_MAJOR = 24;

/**
 * The Node that runs the project: this one when it is new enough, else the one from the npm package.
 * `.homelab/bin/node` points to it and stands first on PATH from here on, so that every child finds the same one:
 * the engine's language host, the provider and the policy pack all start with `env node`.
 *
 * @param {string} root the checkout
 * @returns {string} an absolute path
 * @throws {Error} one sentence when there is neither
 */
export function pickNode(root) {
  const major = Number(process.versions.node.split(".")[0]);
  const node = major >= WANTED_MAJOR ? process.execPath : packagedNode(root);
  const bin = join(root, ".homelab", "bin");
  link(node, join(bin, "node"), bin);
  process.env.PATH = [bin, ...(process.env.PATH ?? "").split(delimiter).filter((part) => part !== bin)].join(delimiter);
  return node;
}

/**
 * Where Node keeps compiled code between runs: outside the checkout, so that a fresh clone is fast too.
 *
 * @param {NodeJS.ProcessEnv} env XDG_CACHE_HOME is respected when it is absolute
 */
export function compileCache(env) {
  const cache = env.XDG_CACHE_HOME?.startsWith("/") ? env.XDG_CACHE_HOME : join(homedir(), ".cache");
  return join(cache, "homelab", "compile");
}

function packagedNode(root) {
  const node = join(root, "node_modules", ".bin", "node");
  if (existsSync(node)) return realpathSync(node);
  throw new Error(
    `Node.js ${WANTED_MAJOR} or newer is needed, this is ${process.versions.node}, and npm carries no newer one for ${process.platform}-${process.arch}; install Node.js ${WANTED_MAJOR} and run the command again`,
  );
}

function link(target, path, folder) {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(path) === target) return;
  mkdirSync(folder, { recursive: true });
  // Made beside and renamed over: two commands that start together never see the link missing.
  const fresh = `${path}.${process.pid}`;
  symlinkSync(target, fresh);
  renameSync(fresh, path);
}
