import { fstatSync } from "node:fs";

import type { Plugin } from "./plugin.ts";
import { serve } from "./server.ts";

/**
 * Runs a plugin as the engine expects of an executable: the port alone on the first line of standard output, then
 * answers until the engine goes. It ends when the engine interrupts it, and when the engine's end of standard input closes,
 * so that a killed engine leaves no process behind.
 *
 * A handler of its own for SIGINT, although Node's default ends the process too: a plugin inherits an *ignored* SIGINT from
 * an engine that a shell started in the background, and the engine then waits five seconds before it kills.
 */
export async function runPlugin(plugin: Plugin): Promise<void> {
  const end = (): never => process.exit(0);
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  if (hasParentAtStdin()) process.stdin.on("error", end).on("end", end).resume();
  // The engine's address is the first argument that it gives to a plugin.
  const { port } = await serve(plugin, process.argv[2]);
  process.stdout.write(`${port}\n`);
}

/** Only a pipe says something by closing; a terminal or `/dev/null` (a plugin started by hand) does not. */
function hasParentAtStdin(): boolean {
  const stat = fstatSync(0);
  return stat.isFIFO() || stat.isSocket();
}
