import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pLimit from "p-limit";
import { previewSite } from "../preview/run.ts";
import { chooseSites } from "../preview/sites.ts";
import { setUp } from "../setup/set-up.ts";
import { makeStacks } from "../setup/stacks.ts";
import type { Judgement } from "./judgement.ts";

const AT_ONCE = 2;

/**
 * What the pack says about the named sites (all without a name), as they would be made from nothing: no state, no
 * credentials, no network.
 */
export async function judgeSites(names: readonly string[]): Promise<Judgement[]> {
  const ready = await setUp({ plugins: "offline" });
  const sites = chooseSites(names, ready.sites, ready.sites);
  const folder = await mkdtemp(join(tmpdir(), "homelab-policy-"));
  try {
    const env = { PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href };
    await makeStacks(ready.pulumi, { ...ready.env, ...env }, { ...ready.places, project: join(folder, "project") }, sites);
    const limit = pLimit(AT_ONCE);
    return await Promise.all(
      sites.map((site) =>
        limit(async () => {
          const { ok, cancelled, plan } = await previewSite(site, ready, { policy: true, env });
          return { of: site, ok, cancelled, passed: plan.passed, violations: plan.violations, errors: plan.errors };
        }),
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
