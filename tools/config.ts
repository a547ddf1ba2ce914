import { Command } from "commander";
import { formatReport } from "../src/model/problem.ts";
import { printConfig } from "./config/print.ts";
import type { ConfigArguments } from "./config/print.ts";

const command = new Command("config")
  .description("prints what `docker compose config` prints for the same files")
  .requiredOption("-f, --file <file...>", "Compose file; later ones are laid over earlier ones", collect, [])
  .option("--env-file <file...>", "file with variables, instead of the .env beside the first file", collect, [])
  .option("--no-interpolate", "keep variables as they are written")
  .option("--project <name>", "project name, instead of the files' own or the folder's")
  .option("--profile <name...>", "profile to activate", collect, [])
  .option("--json", "print JSON instead of YAML", false)
  .showSuggestionAfterError();

const options = command.parse().opts<ConfigArguments>();
const result = printConfig(options, process.env, process.cwd());
for (const warning of result.warnings) console.error(`warning: ${warning}`);
if (result.problems.length > 0) {
  console.error(formatReport(result.problems));
  process.exitCode = 1;
} else process.stdout.write(result.text);

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
