import { commandLine, parseArguments } from "./terminal/command-line.ts";
import { runCommand } from "./setup/expected.ts";
import { checkPolicies } from "./preview/policy-command.ts";

/** `npm run policy [-- site…] [--json]` */
await runCommand(async () => {
  const command = commandLine("policy", "Runs the policy pack over every site, offline and on an empty state.")
    .argument("[site...]", "sites, or `all`; all when none is named")
    .option("--json", "print one JSON document");
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  return checkPolicies(command.args, command.opts<{ json?: boolean }>());
});
