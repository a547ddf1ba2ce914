import { paint, wantsColour } from "../shared/terminal/colour.ts";
import { openBundle } from "../plan/sealed.ts";
import { applyBundle } from "./command.ts";
import type { ApplyOptions } from "./command.ts";

/**
 * Applies a bundle and says how it went: what is done on stderr, the end on stdout.
 * @returns 0 when it is applied and proven, else 1; 130 after Ctrl-C
 * @throws ExpectedError why it is refused
 */
export async function printApply(folder: string, options: Omit<ApplyOptions, "say">, json: boolean): Promise<number> {
  using bundle = await openBundle(folder, process.env);
  const record = await applyBundle(bundle.folder, { ...options, say: (line) => process.stderr.write(`${line}\n`) });
  const style = paint(wantsColour(process.stdout, process.env));
  const done = Object.entries(record.done)
    .map(([operation, count]) => `${count} ${operation}`)
    .join(", ");
  const words = {
    applied: style.green(`applied and proven: ${done}`),
    unproven: style.red("updated, but not as planned"),
    failed: style.red("the update failed"),
    stopped: style.red("the update was stopped"),
    started: style.red("the update did not end"),
  };
  if (json) process.stdout.write(`${JSON.stringify(record, undefined, 2)}\n`);
  else
    process.stdout.write(
      [
        ...record.reasons,
        `${words[record.outcome]} ${style.dim(`(${record.site}, ${record.commit.slice(0, 12)}, ${record.sha256.slice(0, 12)})`)}`,
      ]
        .map((line) => `${line}\n`)
        .join(""),
    );
  return record.outcome === "applied" ? 0 : record.outcome === "stopped" ? 130 : 1;
}
