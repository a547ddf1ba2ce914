import type { PlannedResource } from "../../../../cli/preview/plan.ts";

/** A resource of a plan, as the engine's events make it. */
export function planned(
  operation: string,
  type: string,
  name: string,
  inputs: { readonly old?: object; readonly new?: object } = {},
): PlannedResource {
  const urn = `urn:pulumi:vps::homelab::${type}::${name}`;
  const side = (which: "old" | "new") =>
    inputs[which] === undefined ? {} : { [which]: { inputs: inputs[which] as Record<string, unknown> } };
  return {
    urn,
    type,
    operation,
    protect: false,
    inputs: (inputs.new ?? inputs.old ?? {}) as Record<string, unknown>,
    step: { op: operation, urn, type, ...side("old"), ...side("new") },
  };
}

export const PROJECT = "homelab:compose:Project";
export const VOLUME = "docker:index/volume:Volume";
export const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
export const GUEST = "proxmoxve:index/vmLegacy:VmLegacy";
