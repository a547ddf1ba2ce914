import { chooseSites } from "../../preview/sites.ts";
import { setUp } from "../../../setup/set-up.ts";
import { startProgress } from "../../../setup/progress.ts";
import type { SiteReport } from "../report.ts";
import { driftOfSite, probeSite } from "./site.ts";

/**
 * Drift of the named sites (all without a name) by a refreshing preview each, side by side: they wait for their nodes most of
 * the time.
 * @throws ExpectedError for an unknown site or when the engine cannot be had
 */
export async function driftByEngine(names: readonly string[]): Promise<SiteReport[]> {
  const ready = await setUp({ plugins: "real" });
  const sites = chooseSites(names, ready.sites, ready.sites);
  const progress = process.stderr.isTTY ? startProgress(`Looking for drift in ${sites.join(", ")}`) : undefined;
  const known = new Map<string, number>();
  try {
    return await Promise.all(
      sites.map(async (site) =>
        driftOfSite(await probeSite(site, ready.places.root), ready, (resources) => {
          known.set(site, resources);
          progress?.update(`${[...known.values()].reduce((sum, each) => sum + each, 0)} resources`);
        }),
      ),
    );
  } finally {
    progress?.clear();
  }
}
