import { HELP, parseDriftArguments } from "./arguments.ts";
import { lookForDrift } from "./command.ts";
import { runCommand } from "../../setup/expected.ts";

/** `npm run drift [-- <site>…] [--quick] [--json] [--markdown FILE] [--html FILE]` */
await runCommand(async () => {
  const args = parseDriftArguments(process.argv.slice(2));
  if (args !== undefined) return lookForDrift(args);
  process.stdout.write(HELP);
  return 0;
});
