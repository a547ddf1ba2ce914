import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { oneLine } from "../../compose/problem.ts";
import { paint, wantsColour } from "../shared/terminal/colour.ts";
import { adoptService } from "./command.ts";
import type { Adopted, AdoptOptions } from "./command.ts";

/**
 * Adopts and prints the difference of the override, what cannot be adopted and why, and what comes next.
 * @returns 0, or 1 when something that was asked for cannot be adopted
 * @throws ExpectedError why nothing was written
 */
export async function printAdoption(site: string, service: string, options: AdoptOptions, json: boolean): Promise<number> {
  const adopted = await adoptService(site, service, options);
  const { node, file, before, after, paths, refused } = adopted;
  const out = process.stdout;
  const written = after !== before && options.dryRun !== true;
  if (json) {
    out.write(
      `${JSON.stringify({ site, service, node, file, written, paths, refused, diff: await differenceOf(adopted) }, undefined, 2)}\n`,
    );
  } else {
    const style = paint(wantsColour(out, process.env));
    const diff = (await differenceOf(adopted))
      .split("\n")
      .map((line) => (line.startsWith("+") ? style.green(line) : line.startsWith("-") ? style.red(line) : line));
    out.write(diff.join("\n"));
    for (const { path, reason } of refused) out.write(`${style.yellow("not adopted:")} ${oneLine(path)}: ${oneLine(reason)}\n`);
    const end = written
      ? `${file} now asks for what ${node} enforces; next: commit it, then npm run plan -- ${site}`
      : after !== before
        ? `nothing was written (--dry-run)`
        : refused.length === 0
          ? `${service} on ${node} is as it was applied: there is nothing to adopt`
          : "nothing was written; npm run plan puts the node back to what git asks for";
    out.write(`${end}\n`);
  }
  return refused.length === 0 ? 0 : 1;
}

/** A unified diff, with the file's own name; empty when nothing changes. */
async function differenceOf({ file, before, after }: Adopted): Promise<string> {
  if (before === after) return "";
  const folder = mkdtempSync(join(tmpdir(), "homelab-adopt-"));
  try {
    writeFileSync(join(folder, "before"), before);
    writeFileSync(join(folder, "after"), after);
    const { stdout } = await execa("git", ["diff", "--no-index", "--no-color", "--no-ext-diff", "--", "before", "after"], {
      cwd: folder,
      reject: false,
      stdin: "ignore",
    });
    const hunks = stdout.slice(stdout.indexOf("@@"));
    return `--- ${before === "" ? "/dev/null" : file}\n+++ ${file}\n${hunks}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
