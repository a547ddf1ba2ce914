import { changesOf } from "./changes.ts";
import { urnName } from "./events.ts";
import { memoryTables } from "./memory.ts";
import type { SitePreview } from "./run.ts";
import { treeOrder } from "./tree.ts";

/** A site's preview for programs; sizes are bytes. */
export function previewDocument(preview: SitePreview): object {
  const { site, ok, plan, policy, offline, seconds } = preview;
  return {
    site,
    ok,
    resources: treeOrder(plan.resources).map(({ resource }) => ({
      operation: resource.operation,
      type: resource.type,
      name: urnName(resource.urn),
      urn: resource.urn,
      ...(resource.parent === undefined ? {} : { parent: resource.parent }),
      ...(resource.protect ? { protect: true } : {}),
      ...(["update", "replace"].includes(resource.operation) ? { changes: changesOf(resource.step) } : {}),
    })),
    counts: plan.counts,
    memory: memoryTables(plan.resources).map(({ node, rows, sumBytes, budgetBytes, leftBytes }) => ({
      node,
      rows: rows.map(({ service, container, limitBytes, count }) => ({ service, container, limit: limitBytes, count })),
      sum: sumBytes,
      budget: budgetBytes ?? null,
      left: leftBytes ?? null,
    })),
    policies: policy ? { passed: plan.passed, violations: plan.violations } : null,
    errors: plan.errors,
    warnings: plan.warnings,
    offline,
    seconds: Math.round(seconds * 10) / 10,
  };
}
