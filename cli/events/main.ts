import { readEvents, writeEvent, type ReadOptions, type WriteOptions } from "./command.ts";
import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";
import { runCommand } from "../../setup/expected.ts";

/** `npm run events [-- read|write …]`: reads and writes the event store of this machine, or a copy of one. */
await runCommand(async () => {
  let run: () => number = () => 0;
  const command = commandLine("events", "Reads and writes an event store: JSON lines under <root>/YYYY-MM-DD/<node>/events.jsonl.");
  const root = ["--root <folder>", "the store", "/opt/homelab/events"] as const;
  command
    .command("read", { isDefault: true })
    .description("prints events, oldest first")
    .option(...root)
    .option("--node <NODE>", "only this node's part of the store")
    .option("--type <type...>", "only these types")
    .option("--service <service>", "only about this service")
    .option("--since <time>", "only from then on: a time such as 2026-11-29T12:00:00Z, or an age such as 90m, 6h, 2d")
    .option("--json", "print the events as JSON lines, each with its place in the store")
    .action((options: ReadOptions) => {
      run = () => readEvents(options);
    });
  command
    .command("write")
    .description("appends one event")
    .option(...root)
    .requiredOption("--node <NODE>", "the node that it is about")
    .option("--service <service>", "the service that it is about; none for the node itself", "")
    .option("--type <type>", "what happened", "note")
    .option("--severity <severity>", "info, warning or error", "info")
    .option("--source <program>", "who writes it", "operator")
    .option("--key <key>", "what makes two events the same fault: a container, a mount point, an entity")
    .requiredOption("--message <text>", "one sentence, at most 700 bytes")
    .action((options: WriteOptions) => {
      run = () => writeEvent(options);
    });
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  return Promise.resolve(run());
});
