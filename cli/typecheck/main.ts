import { runTool } from "../shared/terminal/tool.ts";

/** `npm run typecheck [-- arguments of tsc]` */
process.exitCode = await runTool("tsc", ["--noEmit", "--project", ".", ...process.argv.slice(2)]);
