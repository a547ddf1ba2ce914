import { runCommand } from "../../setup/expected.ts";
import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";
import { printAdoption } from "./print.ts";

/** `npm run adopt -- <site> <service> [path…] [--node NODE] [--dry-run] [--json]` */
await runCommand(async () => {
  const command = commandLine("adopt", "Writes what a node enforces into the override of a service, so that git asks for it.")
    .argument("<site>", "one site")
    .argument("<service>", "a service that drifted")
    .argument("[path...]", "only these places, as the drift report shows them; all when none is named")
    .option("--node <node>", "the node, where the service runs on several")
    .option("--dry-run", "show what would be written")
    .option("--json", "print one JSON document");
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  const { node, dryRun, json } = command.opts<{ node?: string; dryRun?: boolean; json?: boolean }>();
  const [site = "", service = "", ...paths] = command.args;
  return printAdoption(
    site,
    service,
    { paths, ...(node === undefined ? {} : { node }), ...(dryRun === undefined ? {} : { dryRun }) },
    json === true,
  );
});
