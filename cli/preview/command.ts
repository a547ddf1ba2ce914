import pLimit from "p-limit";
import { setUp } from "../../setup/set-up.ts";
import { paint, wantsColour } from "../shared/terminal/colour.ts";
import { startProgress, terminalWidth } from "../../setup/progress.ts";
import { previewDocument } from "./document.ts";
import { renderPreview } from "./render.ts";
import type { SitePreview } from "./run.ts";
import { previewSite } from "./run.ts";
import { chooseSites } from "./sites.ts";

/** The site that a first look shows. */
const FIRST_SITE = "vps";

/** Each preview is two Node processes and the engine; more than this at a time only gets in each other's way. */
const AT_ONCE = 2;

/**
 * Previews the named sites and prints them in that order, each as soon as it and those before it are known.
 *
 * @returns 0, or 1 when any of them failed or broke a mandatory policy, or 130 after Ctrl-C
 */
export async function previewSites(names: readonly string[], options: { policy: boolean; json?: boolean }): Promise<number> {
  const ready = await setUp({ plugins: "preview" });
  const sites = chooseSites(names, ready.sites, [FIRST_SITE]);
  const out = process.stdout;
  const style = { paint: paint(wantsColour(out, process.env)), ...(out.isTTY ? { width: terminalWidth(out) } : {}) };
  const json = options.json === true;
  const progress = process.stderr.isTTY ? startProgress(`Previewing ${sites.join(", ")}`) : undefined;
  const known = new Map<string, number>();
  const limit = pLimit(AT_ONCE);
  const running = sites.map((site) =>
    limit(() =>
      previewSite(site, ready, {
        policy: options.policy,
        progress: (resources) => {
          known.set(site, resources);
          progress?.update(`${[...known.values()].reduce((sum, each) => sum + each, 0)} resources`);
        },
      }),
    ),
  );
  const done: SitePreview[] = [];
  try {
    for (const next of running) {
      const preview = await next;
      if (!json) {
        progress?.hide();
        out.write(`${done.length === 0 ? "" : "\n"}${renderPreview(preview, style)}`);
      }
      done.push(preview);
    }
  } finally {
    progress?.clear();
  }
  if (json) out.write(`${JSON.stringify({ sites: done.map(previewDocument) }, undefined, 2)}\n`);
  if (done.some(({ cancelled }) => cancelled)) return 130;
  return done.every(({ ok }) => ok) ? 0 : 1;
}
