import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pLimit from "p-limit";
import { previewSite } from "../preview/run.ts";
import { chooseSites } from "../preview/sites.ts";
import { setUp, type EngineEnvironment } from "../../setup/set-up.ts";
import { makeStacks, projectName, stackFile } from "../../setup/stacks.ts";
import type { Judgement } from "./judgement.ts";

/** A preview waits for its own processes half of the time, so two a core keep all of them busy. */
const AT_ONCE = 2 * availableParallelism();
/** The engine lives for seconds: collecting its garbage less often costs memory that nobody misses. */
const ENGINE = { GOGC: process.env["GOGC"] ?? "400" };

/**
 * What the pack says about the named sites (all without a name), as they would be made from nothing: no state, no
 * credentials, no network.
 */
export async function judgeSites(names: readonly string[]): Promise<Judgement[]> {
  const ready = await setUp({ plugins: "offline" });
  const sites = chooseSites(names, ready.sites, ready.sites);
  const backend = await emptyBackend(ready, sites);
  const limit = pLimit(AT_ONCE);
  return Promise.all(
    sites.map((site) =>
      limit(async () => {
        const { ok, cancelled, plan } = await previewSite(site, ready, { policy: true, env: { ...ENGINE, ...backend } });
        return { of: site, ok, cancelled, passed: plan.passed, violations: plan.violations, errors: plan.errors };
      }),
    ),
  );
}

/** A backend whose stacks hold nothing. A preview changes no state, so it is made once and kept: making it takes longer than a preview. */
async function emptyBackend(ready: EngineEnvironment, sites: readonly string[]): Promise<{ PULUMI_BACKEND_URL: string }> {
  const folder = join(ready.places.homelab, "policy");
  const PULUMI_BACKEND_URL = pathToFileURL(join(folder, "state")).href;
  const project = projectName(ready.places.root);
  const missing = sites.filter((site) => !existsSync(stackFile(PULUMI_BACKEND_URL, project, site) ?? ""));
  if (missing.length > 0) {
    await makeStacks(ready.pulumi, { ...ready.env, PULUMI_BACKEND_URL }, { ...ready.places, project: join(folder, "project") }, missing);
  }
  return { PULUMI_BACKEND_URL };
}
