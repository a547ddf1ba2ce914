import { formatProblem } from "../../compose/problem.ts";
import { runCommand } from "../../setup/expected.ts";
import { checkout } from "../../setup/places.ts";
import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";
import { secretsTracked } from "./tracked.ts";

/** `npm run secrets [-- PATH…]`: looks through every tracked file, or those that are named. */
await runCommand(async () => {
  const command = commandLine("secrets", "Looks for secrets in every tracked file, or in those that are named.").argument("[path...]");
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  const problems = await secretsTracked(checkout(), command.args.length === 0 ? undefined : command.args);
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  process.stdout.write(problems.length === 0 ? "no secret in any tracked file\n" : `${problems.length} to look at\n`);
  return problems.length === 0 ? 0 : 1;
});
