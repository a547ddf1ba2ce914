import { relative } from "node:path";
import { previewDocument } from "../preview/document.ts";
import { renderPreview } from "../preview/render.ts";
import { paint, wantsColour } from "../shared/terminal/colour.ts";
import { startProgress, terminalWidth } from "../../setup/progress.ts";
import { makePlan } from "./command.ts";
import type { MadePlan, PlanOptions } from "./command.ts";

/**
 * Makes a plan and prints it: what would change, what to look at first, the bundle, its sum, and how it is applied.
 * @returns 0
 * @throws ExpectedError why there is no plan
 */
export async function printPlan(site: string, options: PlanOptions, json: boolean): Promise<number> {
  const progress = process.stderr.isTTY ? startProgress(`Planning ${site}`) : undefined;
  let made: MadePlan;
  try {
    made = await makePlan(site, { ...options, ...(progress === undefined ? {} : { say: (sentence) => progress.update(sentence) }) });
  } finally {
    progress?.clear();
  }
  const { folder, sha256, manifest, preview, effects } = made;
  const out = process.stdout;
  if (json) {
    const { created, lifetimeHours, commit, unreachable, targets, allowed, offline } = manifest;
    const facts = { bundle: folder, sha256, created, lifetimeHours, commit, targets, allowed, unreachable, offlineNeeded: offline };
    out.write(`${JSON.stringify({ ...facts, ...effects, preview: previewDocument(preview) }, undefined, 2)}\n`);
    return 0;
  }
  const style = paint(wantsColour(out, process.env));
  const shown = relative(process.cwd(), folder);
  const path = shown === "" || shown.startsWith("..") ? folder : shown;
  out.write(renderPreview(preview, { paint: style, ...(out.isTTY ? { width: terminalWidth(out) } : {}) }));
  const lines = [
    ...effects.dangers.map(({ kind, name, message }) => `${style.red(`${kind}:`)} ${name} ${message}`),
    ...manifest.unreachable.map(({ node, reason }) => `${style.yellow("left out:")} ${node} and everything on it; ${reason}`),
    ...(manifest.offline.length === 0
      ? []
      : [
          `${style.red("cannot be applied:")} the plan needs ${manifest.offline.join(", ")}, for which an offline plugin stands in; fix: npm run setup -- --retry where the plugins can be downloaded`,
        ]),
    "",
    `Bundle   ${path}`,
    `Summary  ${path}/summary.md`,
    `SHA-256  ${sha256}`,
    `Apply    npm run apply -- ${path} --sha256 ${sha256} --approved-by NAME   (within ${manifest.lifetimeHours} h, once)`,
  ];
  out.write(`\n${lines.join("\n").trimStart()}\n`);
  return 0;
}
