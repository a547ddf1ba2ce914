import { Command } from "commander";
import { formatReport } from "../../compose/problem.ts";
import { printConfig } from "./print.ts";
import type { ConfigArguments } from "./print.ts";
import { runCommand } from "../../setup/expected.ts";

/** `npm run config -- -f FILE…`: what `docker compose config` prints for the same files. */
await runCommand(() => {
  const command = new Command("npm run config --")
    .description("Prints what `docker compose config` prints for the same files.")
    .requiredOption("-f, --file <file...>", "Compose file; later ones are laid over earlier ones")
    .option("--env-file <file...>", "file with variables, instead of the .env beside the first file")
    .option("--no-interpolate", "keep variables as they are written")
    .option("--project <name>", "project name, instead of the files' own or the folder's")
    .option("--project-directory <folder>", "where relative paths start and the .env lies, instead of the first file's folder")
    .option("--profile <name...>", "profile to activate")
    .option("--json", "print JSON instead of YAML")
    .parse();
  const result = printConfig(command.opts<ConfigArguments>(), process.env, process.cwd());
  for (const warning of result.warnings) process.stderr.write(`warning: ${warning}\n`);
  if (result.problems.length > 0) process.stderr.write(`${formatReport(result.problems)}\n`);
  else process.stdout.write(result.text);
  return Promise.resolve(result.problems.length > 0 ? 1 : 0);
});
