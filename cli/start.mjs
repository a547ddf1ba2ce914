// The way into every command: `node cli/start.mjs <command> [arguments…]`. Plain JavaScript without dependencies, because it runs
// on any Node since 20.12 and before anything is installed: it installs the packages and starts cli/<command>/main.ts with Node 24.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, promises, readdirSync, readFileSync, rmdirSync } from "node:fs";
import module from "node:module";
import { constants, homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { refuseTracked } from "../setup/start/tracked.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command = "", ...rest] = process.argv.slice(2);
const packagedNode = `node_modules/node-${process.platform}-${process.arch}`;

try {
  refuseTracked(root, command);
  const commands = readdirSync(join(root, "cli")).filter((name) => existsSync(join(root, "cli", name, "main.ts")));
  if (!commands.includes(command))
    throw new Error(`there is no command ${JSON.stringify(command)}; allowed: ${commands.sort().join(", ")}; for example: npm run setup`);
  if (!installed()) await install();
  if (Number.parseInt(process.versions.node) < 24 && !existsSync(join(root, packagedNode)))
    throw new Error(`Node.js 24 or newer is needed, this is ${process.versions.node}; fix: install Node.js 24`);
} catch (error) {
  process.stderr.write(`homelab: ${error.message}${error.code === "ENOENT" ? "; fix: put npm on PATH" : ""}\n`);
  process.exit(1);
}
const cache = process.env.XDG_CACHE_HOME ?? "";
process.env.NODE_COMPILE_CACHE ??= join(isAbsolute(cache) ? cache : join(homedir(), ".cache"), "homelab", "compile");
// What these keep (states, plans, records, memory) is for the account that made it; the engine that they start inherits it.
if (["adopt", "apply", "drift", "plan", "preview", "pulumi", "review", "setup"].includes(command)) process.umask(process.umask() | 0o077);
await run(join(root, "cli", command, "main.ts"));

/** Whether what npm notes in node_modules at the end of an installation is what package-lock.json asks for on this platform. */
function installed() {
  const packages = (file) => (existsSync(join(root, file)) ? JSON.parse(readFileSync(join(root, file), "utf8")).packages : {});
  const present = packages("node_modules/.package-lock.json");
  return Object.entries(packages("package-lock.json")).every(([path, { version, integrity, optional, peer }]) => {
    if (path === "" || ((optional || peer) && path !== packagedNode && present[path] === undefined)) return true;
    return present[path]?.version === version && present[path].integrity === integrity;
  });
}

/** `npm ci`, once where two commands start together: the second one waits for the lock, or finds everything there. */
async function install() {
  const lock = join(root, ".homelab", "install.lock");
  mkdirSync(dirname(lock), { recursive: true });
  process.stderr.write(`Installing the npm packages (${lock} is there while that lasts) …\n`);
  while (await promises.mkdir(lock).catch((error) => error.code === "EEXIST" || Promise.reject(error))) {
    await sleep(200);
    if (installed()) return;
  }
  // Install scripts stay off: none is needed, and one of them would put a plugin into the person's own Pulumi folder.
  const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const code = await child("npm", args, { cwd: root, stdio: ["ignore", 2, 2] }).finally(() => rmdirSync(lock));
  if (code !== 0) throw new Error(`npm ci ended with ${code}, for the reason above; check the network and run the command again`);
}

/** Here where this Node runs TypeScript as it is, else with the Node of the packages, which is `node` for every process below. */
async function run(script) {
  if (Number.parseInt(process.versions.node) < 24) {
    const bin = join(root, packagedNode, "bin");
    process.env.PATH = `${bin}${delimiter}${process.env.PATH ?? ""}`;
    process.exitCode = await child(join(bin, "node"), [script, ...rest], { stdio: "inherit" });
  } else {
    module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
    process.argv = [process.execPath, script, ...rest];
    await import(pathToFileURL(script).href);
  }
}

/** The exit code of a program. A Ctrl-C in a terminal reaches it by itself; a second one would make Pulumi give up at once. */
async function child(file, args, options) {
  const started = spawn(file, args, options);
  const terminal = process.stdin.isTTY || process.stderr.isTTY;
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, () => (terminal && signal === "SIGINT") || started.kill(signal));
  const [code, signal] = await once(started, "exit");
  for (const each of signals) process.removeAllListeners(each);
  return code ?? 128 + constants.signals[signal];
}
