const levels = ["debug", "info", "warning", "error"] as const;

export type Level = (typeof levels)[number];

/** Writes log lines: JSON on stdout, one a line, for `docker logs`. */
export type Log = (level: Level, message: string, fields?: Readonly<Record<string, unknown>>) => void;

/**
 * A log from a level on. Secrets and what people write are never passed to it.
 * @param write @default stdout
 */
export function makeLog(from: Level, write: (line: string) => void = (line) => process.stdout.write(line)): Log {
  return (level, message, fields = {}) => {
    if (levels.indexOf(level) < levels.indexOf(from)) return;
    write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields })}\n`);
  };
}

/** The reason of a failure as one line, with the causes behind it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.message === "" ? error.name : error.message;
  return error.cause === undefined || error.cause === null ? own : `${own}: ${reasonOf(error.cause)}`;
}
