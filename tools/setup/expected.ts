/** A failure that a person can mend: its message is all they need, without a stack trace. */
export class ExpectedError extends Error {
  override readonly name = "ExpectedError";
}

/**
 * Runs a command's main function; an expected failure becomes its sentence on stderr and exit code 1.
 * Anything else is a defect of ours and keeps its stack trace.
 */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof ExpectedError) && !(error instanceof Error && error.name === "ProblemError")) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
