import { Command, CommanderError } from "commander";
import { suggest } from "../../../compose/suggest.ts";
import { ExpectedError } from "../../../setup/expected.ts";

/** A command that neither ends the process nor prints by itself when an argument is wrong. */
export function commandLine(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
}

/**
 * Parses arguments; `--help` prints and returns false.
 *
 * @throws ExpectedError what is wrong, the allowed options and the nearest one
 */
export function parseArguments(command: Command, args: readonly string[]): boolean {
  try {
    command.parse(args, { from: "user" });
    return true;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return false;
    const allowed = [...command.options.flatMap(({ long }) => (long == null ? [] : [long])), "--help"];
    const wrong = /unknown option '([^']+)'/.exec(error.message)?.[1];
    const near = wrong === undefined ? undefined : suggest(wrong, allowed);
    const text = error.message.replace(/^error: /, "").replace(/\.?$/, "");
    throw new ExpectedError(
      `${text}; allowed: ${allowed.join(", ")}${near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`}`,
    );
  }
}
