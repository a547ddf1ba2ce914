import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { checkout } from "../../../setup/places.ts";

/**
 * Runs a development tool of the project in this terminal, with the project's Node.
 *
 * @returns its exit code, or 128 and the signal's number as shells do
 */
export async function runTool(name: string, args: readonly string[]): Promise<number> {
  const root = checkout();
  const child = spawn(join(root, "node_modules", ".bin", name), args, { cwd: root, stdio: "inherit" });
  // Ctrl-C reaches the tool by itself; this process stays to hand its exit code on.
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  const terminate = () => child.kill("SIGTERM");
  process.on("SIGTERM", terminate);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    process.off("SIGINT", ignore);
    process.off("SIGTERM", terminate);
  }
}
