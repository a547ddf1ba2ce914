import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";
import { runCommand } from "../../setup/expected.ts";
import { previewSites } from "./command.ts";

/** `npm run preview [-- <site>… | all] [--no-policy] [--json]` */
await runCommand(async () => {
  const command = commandLine("preview", "Shows what `pulumi up` would do to a site, checked by the policy pack.")
    .argument("[site...]", "sites, or `all`; vps when none is named")
    .option("--no-policy", "leave the policy pack out")
    .option("--json", "print one JSON document");
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  return previewSites(command.args, command.opts<{ policy: boolean; json?: boolean }>());
});
