import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ExpectedError } from "../../setup/expected.ts";
import { relaySignals } from "./signals.ts";
import { hasTerminal } from "./terminal.ts";

/**
 * Runs the Pulumi CLI in this terminal.
 *
 * @returns its exit code, or 128 and the signal's number as shells do
 */
export async function runPulumi(pulumi: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  // A group of its own where there is no terminal: a signal to the whole group must not reach it twice.
  const child = spawn(pulumi, args, { stdio: "inherit", env, detached: !hasTerminal() });
  const stop = relaySignals(child);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", (error) => reject(new ExpectedError(`cannot start ${pulumi}: ${error.message}`)));
      child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    stop();
  }
}
