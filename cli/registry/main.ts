import { resolve } from "node:path";

import { loadInventoryCached } from "../../src/rules/load/cached.ts";
import { ProblemError } from "../../compose/problem.ts";
import { outdated, registryFiles, writeFiles } from "./files.ts";
import { ExpectedError, runCommand } from "../../setup/expected.ts";
import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";

/** `npm run registry [-- --check]`: writes docs/registry.md and its picture from the data. */
await runCommand(async () => {
  const command = commandLine("registry", "Writes docs/registry.md and docs/pictures/topology.svg from the data.").option(
    "--check",
    "write nothing; end 1 when they are not as the data say",
  );
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  const root = resolve(import.meta.dirname, "../..");
  const files = registryFiles(
    await loadInventoryCached(root).catch((error: unknown) => {
      throw error instanceof ProblemError ? new ExpectedError(error.message) : error;
    }),
  );
  const old = outdated(root, files);
  if (command.opts<{ check?: boolean }>().check === true) {
    if (old.length === 0) return 0;
    process.stderr.write(`not as the data say: ${old.join(", ")}; fix: npm run registry, and commit what it writes\n`);
    return 1;
  }
  writeFiles(root, files);
  process.stdout.write(
    old.length === 0 ? "docs/registry.md and its picture are as the data say.\n" : `${old.map((file) => `wrote ${file}`).join("\n")}\n`,
  );
  return 0;
});
