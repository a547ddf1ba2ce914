import { InvalidArgumentError } from "commander";
import { runCommand } from "../../setup/expected.ts";
import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";
import { printPlan } from "./print.ts";

/** `npm run plan -- <site> [--target …] [--allow-delete URN] [--allow-create URN] [--out DIR] [--lifetime HOURS] [--json]` */
await runCommand(async () => {
  const each = (value: string, known: string[]): string[] => [...known, value];
  const hours = (value: string): number => {
    if (!/^\d+(\.\d+)?$/.test(value)) throw new InvalidArgumentError("allowed: a number of hours");
    return Number(value);
  };
  const command = commandLine(
    "plan",
    "Plans what would be changed on a site and writes it down as a bundle that can be approved and applied.",
  )
    .argument("<site>", "one site")
    .option("--target <what>", "only this: NODE, NODE/service or a URN; may be given again", each, [] as string[])
    .option("--allow-delete <urn>", "this deletion or replacement is meant; may be given again", each, [] as string[])
    .option("--allow-create <urn>", "making this one anew and empty is meant; may be given again", each, [] as string[])
    .option("--out <folder>", "where the bundle goes; .homelab/plans/… when it is not named")
    .option("--lifetime <hours>", "how long it may be applied; 24", hours)
    .option("--json", "print one JSON document");
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  const { target, allowDelete, allowCreate, out, lifetime, json } = command.opts<{
    target: string[];
    allowDelete: string[];
    allowCreate: string[];
    out?: string;
    lifetime?: number;
    json?: boolean;
  }>();
  return printPlan(
    command.args[0] ?? "",
    {
      targets: target,
      allowed: { delete: allowDelete, create: allowCreate },
      ...(out === undefined ? {} : { out }),
      ...(lifetime === undefined ? {} : { lifetimeHours: lifetime }),
    },
    json === true,
  );
});
