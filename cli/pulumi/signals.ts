import type { ChildProcess } from "node:child_process";
import { hasTerminal } from "./terminal.ts";

/** npm, the shell and our own start may each pass the same Ctrl-C on; within this time it is one. */
const SAME_SIGNAL_MS = 400;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Passes signals on to the engine, each once: the first one lets it end in order, a second one makes it give up. In a
 * terminal Ctrl-C reaches the engine by itself.
 *
 * @param told called for every signal
 * @returns stops passing them on
 */
export function relaySignals(child: Pick<ChildProcess, "kill">, ownTerminal: boolean = hasTerminal(), told?: () => void): () => void {
  const last = new Map<string, number>();
  const handlers = SIGNALS.map((signal) => {
    const handler = () => {
      const now = Date.now();
      const repeated = now - (last.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_SIGNAL_MS;
      last.set(signal, now);
      told?.();
      if (!repeated && (signal !== "SIGINT" || !ownTerminal)) child.kill(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => handlers.forEach((off) => off());
}
