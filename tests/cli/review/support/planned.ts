import type { PlannedResource } from "../../../../cli/preview/plan.ts";
import type { SitePreview } from "../../../../cli/preview/run.ts";

/** A resource as a preview on an empty state has it. */
export function planned(type: string, name: string, inputs: object, protect = false): PlannedResource {
  const urn = `urn:pulumi:vps::homelab::${type}::${name}`;
  return { urn, type, operation: "create", protect, inputs: inputs as Record<string, unknown>, step: { op: "create", urn, type } };
}

/** A project with the containers of a document. */
export function projectOf(service: string, services: object, over: Readonly<Record<string, unknown>> = {}): PlannedResource {
  const { document, ...others } = over as { document?: object };
  return planned("homelab:compose:Project", `VPS/${service}/project`, {
    node: "VPS",
    site: "vps",
    service,
    project: service,
    exposure: "none",
    files: {},
    contract: { name: service, healthcheck: { type: "container", deadline: "2m" }, persistence: { paths: [] } },
    document: { name: service, services, ...document },
    ...others,
  });
}

/** A container with a limit. */
export const container = (name: string, over: object = {}) => ({ image: `example/${name}:1`, mem_limit: "67108864", ...over });

/** A preview that went well. */
export function previewOf(site: string, resources: readonly PlannedResource[], over: Partial<SitePreview["plan"]> = {}): SitePreview {
  const plan = { resources, violations: [], passed: [], errors: [], warnings: [], counts: {}, ...over };
  const ok = plan.errors.length === 0 && !plan.violations.some(({ level }) => level === "mandatory");
  return { site, ok, cancelled: false, plan, policy: true, offline: [], seconds: 1 };
}
