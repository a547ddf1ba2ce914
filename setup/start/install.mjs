import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { takeLock } from "./lock.mjs";

// An `import` of it would read every member, WebCrypto included: ten milliseconds at every start.
const { createHash } = createRequire(import.meta.url)("node:crypto");

/**
 * `npm ci` when node_modules is missing, unfinished or made for another package-lock.json; otherwise nothing.
 * npm empties node_modules before it starts and we write the stamp after it ended well, so an interrupted install has none.
 *
 * @param {string} root the checkout
 * @param {() => () => void} [meanwhile] started beside npm; what it returns stops it when npm fails
 * @throws {Error} one sentence with npm's own reason
 */
export async function installPackages(root, meanwhile = () => () => undefined) {
  const lockFile = join(root, "package-lock.json");
  const lock = readFileSync(lockFile);
  // The platform belongs to it: a checkout shared with another machine has the other machine's binaries.
  const wanted = `${createHash("sha256").update(lock).digest("hex")} ${process.platform}-${process.arch}\n`;
  const stamp = join(root, "node_modules", ".homelab-install");
  if (readText(stamp) === wanted) return;
  // Two commands started together must not run npm twice in one folder.
  const release = await takeLock(join(root, ".homelab", "install.lock"));
  try {
    if (readText(stamp) === wanted) return;
    if (!fits(root, JSON.parse(lock.toString("utf8")))) await runNpm(root, meanwhile);
    writeFileSync(stamp, wanted);
  } finally {
    release();
  }
}

/** Whether npm itself says (in the lock file it leaves in node_modules at its end) that all of the lock is there. */
function fits(root, lock) {
  const text = readText(join(root, "node_modules", ".package-lock.json"));
  if (text === undefined) return false;
  const installed = JSON.parse(text).packages ?? {};
  const unfit = Object.entries(lock.packages).filter(([path, wanted]) => {
    if (path === "") return false;
    const found = installed[path];
    if (found === undefined) return !wanted.optional && !wanted.peer;
    return found.version !== wanted.version || found.integrity !== wanted.integrity || !existsSync(join(root, path));
  });
  // Optional packages of this very platform must be there too: the Node that runs everything is one.
  const own = `node_modules/node-${process.platform}-${process.arch}`;
  return unfit.length === 0 && (lock.packages[own] === undefined || existsSync(join(root, own)));
}

async function runNpm(root, meanwhile) {
  const stop = meanwhile();
  const count = Object.keys(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages).length - 1;
  const end = showProgress(`Installing ${count} npm packages`);
  // Install scripts stay off: none is needed, and one of them would put a plugin into the person's own Pulumi folder.
  const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const cli = process.env.npm_execpath;
  const [file, first] = cli?.endsWith("npm-cli.js") ? [process.execPath, [cli]] : ["npm", []];
  const { code, output } = await run(file, [...first, ...args], root);
  end(code === 0);
  if (code === 0) return;
  stop();
  const reason = output.split("\n").filter((line) => line.trim() !== "" && !/complete log of this run/.test(line));
  const text = reason.map((line) => line.replace(/^npm (error|ERR!)( code)? ?/, "").trim()).filter((line) => line !== "");
  throw new Error(
    `the npm packages could not be installed: ${text.slice(0, 3).join("; ") || `npm ended with ${code}`}; check the network and run the command again`,
  );
}

function run(file, args, cwd) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(file, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const stop = (signal) => child.kill(signal);
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    const done = (code) => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      resolve({ code, output });
    };
    child.once("error", (error) => {
      output = error.code === "ENOENT" ? "npm is not on PATH" : error.message;
      done(1);
    });
    child.once("close", (code, signal) => {
      if (signal !== null) process.exit(130);
      done(code);
    });
  });
}

/** A line that counts the seconds in a terminal, and two plain lines elsewhere; on stderr, since stdout may be read by a program. */
function showProgress(title) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  if (!process.stderr.isTTY) {
    process.stderr.write(`${title} …\n`);
    return (well) => process.stderr.write(`${title}: ${well ? "done" : "failed"} after ${seconds()}\n`);
  }
  const draw = () => process.stderr.write(`\r\u001b[K${title} … ${seconds()}`);
  draw();
  const timer = setInterval(draw, 1000);
  return (well) => {
    clearInterval(timer);
    process.stderr.write(`\r\u001b[K${title}: ${well ? "done" : "failed"} after ${seconds()}\n`);
  };
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
