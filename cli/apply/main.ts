import { InvalidArgumentError } from "commander";
import { runCommand } from "../../setup/expected.ts";
import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";
import { printApply } from "./print.ts";

/** `npm run apply -- <bundle> [--sha256 HEX] [--approved-by NAME] [--json]` */
await runCommand(async () => {
  const sum = (value: string): string => {
    if (!/^[0-9a-f]{64}$/i.test(value)) throw new InvalidArgumentError("allowed: 64 hexadecimal digits");
    return value.toLowerCase();
  };
  const command = commandLine("apply", "Applies an approved plan, and refuses when anything moved since it was made.")
    .argument("<bundle>", "the folder that `npm run plan` wrote, or the file that it was sealed into")
    .option("--sha256 <hex>", "the bundle's sum, from where the approval was given", sum)
    .option("--approved-by <name>", "who approved it")
    .option("--json", "print the record as JSON");
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  const { sha256, approvedBy, json } = command.opts<{ sha256?: string; approvedBy?: string; json?: boolean }>();
  return printApply(
    command.args[0] ?? "",
    { ...(sha256 === undefined ? {} : { sha256 }), ...(approvedBy === undefined ? {} : { approvedBy }) },
    json === true,
  );
});
