import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SitePreview } from "../preview/run.ts";
import { previewSite } from "../preview/run.ts";
import { ExpectedError } from "../../setup/expected.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";

/** A preview, and the engine's plan that it wrote. */
export interface Previewed {
  readonly preview: SitePreview;
  readonly enginePlan: string;
}

/**
 * The refreshing preview that a plan comes from, judged by the policy pack, and the engine's plan as text.
 * @param selection the engine's options for a part of the site
 * @throws ExpectedError with the preview's own errors and violations
 */
export async function previewToFile(site: string, ready: EngineEnvironment, selection: readonly string[]): Promise<Previewed> {
  const folder = mkdtempSync(join(tmpdir(), "homelab-plan-"));
  const file = join(folder, "plan.json");
  try {
    const args = ["--refresh", "--save-plan", file, ...selection];
    let preview = await previewSite(site, ready, { policy: true, args });
    if (isRefused(preview)) {
      // With a refresh the engine shows stack policies what the same plan deletes, too (tried): a service could not take the
      // memory of one that goes. Without, they see what will be.
      const judged = await previewSite(site, ready, { policy: true, args: selection });
      if (judged.ok) {
        const { violations, passed } = judged.plan;
        const unjudged = await previewSite(site, ready, { policy: false, args });
        preview = { ...unjudged, policy: true, plan: { ...unjudged.plan, violations, passed } };
      }
    }
    if (!preview.ok || preview.cancelled) throw failure(site, preview);
    return { preview, enginePlan: readFileSync(file, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the policies, and nothing else, are against it. */
function isRefused({ ok, cancelled, plan }: SitePreview): boolean {
  return !ok && !cancelled && plan.errors.length === 0 && plan.violations.some(({ level }) => level === "mandatory");
}

function failure(site: string, { cancelled, plan }: SitePreview): ExpectedError {
  const mandatory = plan.violations
    .filter(({ level }) => level === "mandatory")
    .map(({ policy, message }) => `policy ${policy}: ${message.split("\n").slice(1).join(" ") || message}`);
  return new ExpectedError(
    [`the site ${site} cannot be planned${cancelled ? ": it was stopped" : ""}`, ...mandatory, ...plan.errors].join("\n"),
  );
}
