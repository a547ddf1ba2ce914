import { askPolicies, type PolicyOptions } from "./command.ts";
import { runCommand } from "../../setup/expected.ts";
import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";

/** `npm run policy [-- site…] [--state FILE] [--json | --sarif]` */
await runCommand(async () => {
  const command = commandLine("policy", "Runs the policy pack over every site, offline and on an empty state, or over an exported state.")
    .argument("[site...]", "sites, or `all`; all when none is named")
    .option("--state <file>", "judge a state that `pulumi stack export` wrote instead of the sites")
    .option("--json", "print one JSON document")
    .option("--sarif", "print SARIF 2.1.0, for CI");
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  return askPolicies(command.args, command.opts<PolicyOptions>());
});
