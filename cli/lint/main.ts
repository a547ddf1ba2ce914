import { runTool } from "../shared/terminal/tool.ts";

/** `npm run lint [-- arguments of ESLint]`: the whole project, its format too, when no file is named. */
const args = process.argv.slice(2);
const files = args.some((argument) => !argument.startsWith("-"));
const lint = await runTool("eslint", files ? args : [...args, "."]);
process.exitCode = lint === 0 && !files ? await runTool("prettier", ["--check", "--log-level", "warn", "."]) : lint;
