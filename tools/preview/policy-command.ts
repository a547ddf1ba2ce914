import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pLimit from "p-limit";
import { setUp } from "../setup/set-up.ts";
import { makeStacks } from "../setup/stacks.ts";
import { paint, wantsColour } from "../terminal/colour.ts";
import { renderPolicyResult } from "./render.ts";
import { previewSite } from "./run.ts";
import { chooseSites } from "./sites.ts";

const AT_ONCE = 2;

/**
 * Asks the policy pack about the named sites (all without a name), as they would be made from nothing: no state, no
 * credentials, no network.
 *
 * @returns 0, or 1 when a mandatory policy is violated or a site cannot be judged, or 130 after Ctrl-C
 */
export async function checkPolicies(names: readonly string[], options: { json?: boolean }): Promise<number> {
  const ready = await setUp({ plugins: "offline" });
  const sites = chooseSites(names, ready.sites, ready.sites);
  const folder = await mkdtemp(join(tmpdir(), "homelab-policy-"));
  try {
    const env = { PULUMI_BACKEND_URL: pathToFileURL(join(folder, "state")).href };
    await makeStacks(ready.pulumi, { ...ready.env, ...env }, { ...ready.places, project: join(folder, "project") }, sites);
    const limit = pLimit(AT_ONCE);
    const results = await Promise.all(sites.map((site) => limit(() => previewSite(site, ready, { policy: true, env }))));
    if (options.json === true) {
      const document = results.map(({ site, ok, plan }) => ({ site, ok, passed: plan.passed, violations: plan.violations, errors: plan.errors }));
      process.stdout.write(`${JSON.stringify({ sites: document }, undefined, 2)}\n`);
    } else {
      const style = { paint: paint(wantsColour(process.stdout, process.env)) };
      process.stdout.write(results.map((result) => renderPolicyResult(result, style)).join("\n"));
    }
    if (results.some(({ cancelled }) => cancelled)) return 130;
    return results.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
