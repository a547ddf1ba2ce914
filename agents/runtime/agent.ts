import { makeLog, reasonOf, type Log } from "./log.ts";
import { EXIT_BAD_SETTINGS, SettingsError } from "./settings.ts";

/** How long an agent has to end after SIGTERM, in milliseconds, before the process is left as it is. */
const END_MS = 5000;

/**
 * Runs an agent's main function until SIGTERM or SIGINT. Wrong settings end with exit code 78 and the reason as the last line; any other
 * failure ends with 1, and Docker's restart policy starts the agent again.
 * @param start Reads the settings and starts; what it returns ends when the signal says so.
 */
export async function runAgent(start: (signal: AbortSignal, env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  const ending = new AbortController();
  const log: Log = makeLog("info");
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      log("info", `${signal}: ending`);
      ending.abort();
      setTimeout(() => process.exit(0), END_MS).unref();
    });
  }
  try {
    await start(ending.signal, process.env);
  } catch (error) {
    log("error", reasonOf(error));
    process.exitCode = error instanceof SettingsError ? EXIT_BAD_SETTINGS : 1;
  }
}
