/** A failure that a person can mend: its message is all they need, without a stack trace. */
export class ExpectedError extends Error {
  override readonly name = "ExpectedError";
}

/**
 * Runs a command's main function; an expected failure becomes its sentence on stderr and exit code 1: ours, a report of
 * problems, and what the operating system refuses (no such file, no permission, a full disk).
 * Anything else is a defect of ours and keeps its stack trace.
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!isExpected(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function isExpected(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return error instanceof ExpectedError || error.name === "ProblemError" || ("syscall" in error && "code" in error);
}
