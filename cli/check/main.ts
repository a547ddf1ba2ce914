import { runCommand } from "../../setup/expected.ts";
import { check, type CheckOptions } from "./command.ts";

/** `npm run check [-- --json]`: the fast path reads no library, so the one option is looked at by hand. */
await runCommand(async () => {
  const args = process.argv.slice(2);
  const wrong = args.find((argument) => !["--json", "--help"].includes(argument));
  if (wrong !== undefined) {
    process.stderr.write(`unknown argument ${JSON.stringify(wrong)}; allowed: --json (one JSON document), --help\n`);
    return 2;
  }
  if (args.includes("--help")) {
    process.stdout.write(
      "npm run check [-- --json]\nChecks everything in git and asks every policy about every site, without Pulumi.\nExit code: 0 nothing mandatory is violated, 1 something is, 2 wrong arguments.\n",
    );
    return 0;
  }
  const options: CheckOptions = { json: args.includes("--json") };
  return check(options);
});
