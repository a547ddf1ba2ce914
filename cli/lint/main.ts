import { runTool } from "../shared/terminal/tool.ts";

/** `npm run lint [-- arguments of ESLint]`: the whole project when no file is named. */
const args = process.argv.slice(2);
process.exitCode = await runTool("eslint", args.some((argument) => !argument.startsWith("-")) ? args : [...args, "."]);
