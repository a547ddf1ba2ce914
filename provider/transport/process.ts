import { spawn } from "node:child_process";

import type { CommandResult, RunOptions } from "./connection.ts";

/** Output beyond this is a fault, not data: the largest snapshots are a few megabytes. */
const LARGEST_OUTPUT = 256 * 1024 * 1024;

/** What became of a process. */
export interface ProcessResult extends CommandResult {
  /** Why it was ended early. */
  readonly ended?: "timeout" | "aborted" | "output";
  readonly elapsedMs: number;
}

export interface ProcessOptions extends RunOptions {
  /** The whole environment. @default this process's */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Is asked once after this many milliseconds whether to go on; `false` ends the process as a timeout. */
  readonly checkpoint?: { readonly afterMs: number; readonly goOn: () => boolean };
}

/**
 * Runs a program of this machine with its arguments as they are. Resolves when it has ended and its stdout is closed; a
 * child of its own that keeps stderr open (an OpenSSH master does) is not waited for. Rejects only when it cannot be
 * started. `child_process` and not execa: that takes 90 ms to load, on every start of the provider.
 */
export function runProcess(argv: readonly string[], options: ProcessOptions = {}): Promise<ProcessResult> {
  const [program = "", ...rest] = argv;
  const { stdin, timeoutMs = 60_000, env = process.env, checkpoint, signal } = options;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { env, stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    let ended: ProcessResult["ended"];
    let code: number | undefined;
    let closed = false;

    const end = (reason: NonNullable<ProcessResult["ended"]>): void => {
      ended ??= reason;
      child.kill("SIGKILL");
      child.stdout?.destroy();
    };
    const timers = [setTimeout(() => end("timeout"), timeoutMs)];
    if (checkpoint !== undefined) {
      timers.push(
        setTimeout(() => {
          if (!checkpoint.goOn()) end("timeout");
        }, checkpoint.afterMs),
      );
    }
    const abort = (): void => end("aborted");
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort);

    const finish = (): void => {
      if (code === undefined || !closed) return;
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      child.stderr?.destroy();
      const elapsedMs = performance.now() - started;
      const stderr = Buffer.concat(err).toString("utf8");
      resolve({ exitCode: code, stdout: Buffer.concat(out), stderr, elapsedMs, ...(ended === undefined ? {} : { ended }) });
    };
    child.on("error", (error) => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      reject(error);
    });
    child.on("exit", (exit, killer) => {
      code = exit ?? 128 + (killer === null ? 0 : 9);
      // What it wrote to stderr last may still be in the pipe; one turn of the loop reads it.
      setImmediate(finish);
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_OUTPUT) end("output");
      else out.push(chunk);
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      err.push(chunk);
      if (err.length > 4096) err.splice(0, 2048);
    });
    child.stdout?.on("close", () => {
      closed = true;
      finish();
    });
    if (stdin !== undefined && child.stdin !== null) {
      // A program that ends before it has read everything is its own exit code, not an error here.
      child.stdin.on("error", () => undefined);
      child.stdin.end(stdin);
    }
  });
}
