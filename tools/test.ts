import { runCommand } from "./setup/expected.ts";
import { setUp } from "./setup/set-up.ts";
import { runTool } from "./terminal/tool.ts";

/** `npm test [-- arguments of vitest]`: the tests run the real engine, so it is set up first. */
await runCommand(async () => {
  await setUp();
  return runTool("vitest", ["run", ...process.argv.slice(2)]);
});
