/**
 * Turns what a command prints into the README's picture: `npm run --silent preview | node cli/picture/main.ts TITLE OUT.svg`
 * (with FORCE_COLOR=1 on the command). Reads standard input to its end.
 */
import { writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { terminalSvg } from "../../dev/picture/svg.ts";

const [title, target, ...rest] = process.argv.slice(2);
if (title === undefined || target === undefined || rest.length > 0) {
  process.stderr.write("usage: COMMAND | node cli/picture/main.ts TITLE OUT.svg\n");
  process.exit(1);
}
await writeFile(target, terminalSvg(await text(process.stdin), title));
