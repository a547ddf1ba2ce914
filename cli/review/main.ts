import { type ReviewOptions, reviewRevisions } from "./command.ts";
import { runCommand } from "../../setup/expected.ts";
import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";

/** `npm run review -- --base REV --head REV [--json FILE] [--markdown FILE] [--limit N] [--allow-no-effect REASON] [--data-only | --run-program]` */
await runCommand(async () => {
  const command = commandLine(
    "review",
    "Says what a change does to the nodes: two revisions, rendered without a node and without a secret, compared.",
  )
    .option("--base <revision>", "what it is compared with, from where the two parted", "main")
    .option("--head <revision>", "the change", "HEAD")
    .option("--json <file>", "write what was found as data")
    .option("--markdown <file>", "write it for people")
    .option("--limit <characters>", "the size of the Markdown; GitHub takes 65536")
    .option(
      "--allow-no-effect <reason>",
      "why a data file may change without changing a node; the trailer No-Effect of a commit says the same",
    );
  command
    .option("--data-only", "render the head's data with the base's program, and never run a program that the change brings")
    .option("--run-program", "run the program that the change brings, whoever wrote it: it runs on this machine, as you");
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  return reviewRevisions(command.opts<ReviewOptions>());
});
