import { join } from "node:path";
import { runCommand } from "../../setup/expected.ts";
import { setUp } from "../../setup/set-up.ts";
import { runTool } from "../shared/terminal/tool.ts";
import { makeTestFolder } from "./folder.ts";

/** `npm test [-- arguments of vitest]`: the tests run the real engine, so it is set up first. */
await runCommand(async () => {
  await setUp();
  const folder = makeTestFolder();
  try {
    process.env["TMPDIR"] = folder.path;
    // Compiled code goes by the path of its source: that of the tests' own checkouts would be kept for ever.
    process.env["NODE_COMPILE_CACHE"] = join(folder.path, "compile");
    return await runTool("vitest", ["run", ...process.argv.slice(2)]);
  } finally {
    folder.remove();
  }
});
