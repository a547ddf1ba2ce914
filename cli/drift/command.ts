import { writeFile } from "node:fs/promises";
import { checkout } from "../../setup/places.ts";
import { sitesOf } from "../../setup/settings.ts";
import { chooseSites } from "../preview/sites.ts";
import type { DriftArguments } from "./arguments.ts";
import { keepMemory, memoryFolder } from "./memory/keep.ts";
import { reportOf, STOPPED } from "./report.ts";
import type { DriftReport, SiteReport } from "./report.ts";

/**
 * Looks for drift, remembers it and prints what was asked for.
 * @returns the exit code of design 8
 */
export async function lookForDrift(args: DriftArguments, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const root = checkout();
  const found = args.quick ? await quickly(args, root) : await (await import("./engine/run.ts")).driftByEngine(args.sites);
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const report = await keepMemory(
    reportOf(args.quick ? "quick" : "engine", found, new Date()),
    args.memory ?? memoryFolder(root, env),
    say,
  );
  await print(report, args);
  return stopped(report) ? 130 : report.exitCode;
}

/** Whether Ctrl-C ended the engine. */
function stopped({ sites }: DriftReport): boolean {
  return sites.some(({ errors }) => errors.includes(STOPPED));
}

async function quickly({ sites, here }: DriftArguments, root: string): Promise<SiteReport[]> {
  const { driftQuickly } = await import("./quick/run.ts");
  const known = sitesOf(root);
  return driftQuickly(chooseSites(sites, known, known), { root, ...(here === undefined ? {} : { here }) });
}

async function print(report: DriftReport, { json, markdown, html }: DriftArguments): Promise<void> {
  if (markdown !== undefined) await put(markdown, (await import("./render/markdown.ts")).renderMarkdown(report));
  if (html !== undefined) await put(html, (await import("./render/html.ts")).renderHtml(report));
  if (json) process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  if (json || markdown === "-" || html === "-") return;
  const [{ renderTerminal }, { paint, wantsColour }, { terminalWidth }] = await Promise.all([
    import("./render/terminal.ts"),
    import("../shared/terminal/colour.ts"),
    import("../../setup/progress.ts"),
  ]);
  const out = process.stdout;
  out.write(renderTerminal(report, { paint: paint(wantsColour(out, process.env)), ...(out.isTTY ? { width: terminalWidth(out) } : {}) }));
}

async function put(target: string, text: string): Promise<void> {
  if (target === "-") process.stdout.write(text);
  else await writeFile(target, text);
}
