// The way into every command: `node cli/start.mjs <command> [arguments…]`. Plain JavaScript without dependencies, because
// it runs on any Node since 20.12 and before anything is installed. It installs the packages when they are missing, finds a
// Node that runs TypeScript as it is (24 or newer) and starts cli/<command>/main.ts with it in this very terminal.
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";
import { installPackages } from "../setup/start/install.mjs";
import { compileCache, pickNode } from "../setup/start/node.mjs";
import { prefetchEngine } from "../setup/start/prefetch.mjs";
import { runHere, runThere } from "../setup/start/run.mjs";
import { refuseTracked } from "../setup/start/tracked.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command, ...rest] = process.argv.slice(2);

let node;
try {
  refuseTracked(root, command);
  const commands = readdirSync(join(root, "cli"))
    .filter((name) => existsSync(join(root, "cli", name, "main.ts")))
    .sort();
  if (command === undefined || !commands.includes(command)) {
    throw new Error(
      `${command === undefined ? "no command given" : `unknown command ${JSON.stringify(command)}`}; allowed: ${commands.join(", ")}; for example: npm run setup`,
    );
  }
  await installPackages(root, () => prefetchEngine(root, command));
  node = pickNode(root);
  process.env.NODE_COMPILE_CACHE ??= compileCache(process.env);
} catch (error) {
  process.stderr.write(`homelab: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
const script = join(root, "cli", command, "main.ts");
if (node === process.execPath) await runHere(script, rest);
else await runThere(node, script, rest);
