import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import { pathToFileURL } from "node:url";
import module from "node:module";

/** Runs a command in this process; its arguments stand where `process.argv.slice(2)` finds them. */
export async function runHere(script, args) {
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  process.argv = [process.execPath, script, ...args];
  await import(pathToFileURL(script).href);
}

/**
 * Runs a command with another Node in the same terminal, and ends as it ends: with its exit code, or of its signal.
 * A Ctrl-C in a terminal reaches the whole process group by itself; passing it on as well would make it two, and the second
 * one makes Pulumi give up at once. Without a terminal nobody else tells the child, so it is passed on.
 */
export async function runThere(node, script, args) {
  const child = spawn(node, [script, ...args], { stdio: "inherit" });
  const ownTerminal = hasTerminal();
  const handlers = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => {
    const handler = () => {
      if (signal !== "SIGINT" || !ownTerminal) child.kill(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`cannot start ${node}: ${error.message}`)));
    child.once("exit", (...end) => resolve(end));
  });
  for (const off of handlers) off();
  if (signal === null) {
    process.exitCode = code;
  } else {
    process.exitCode = 128 + (constants.signals[signal] ?? 0);
    process.kill(process.pid, signal);
  }
}

function hasTerminal() {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
