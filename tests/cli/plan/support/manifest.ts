import type { Manifest } from "../../../../cli/plan/manifest.ts";

const digit = (character: string): string => character.repeat(64);

/** A sound manifest; parts of it may be replaced. */
export function manifestOf(parts: Partial<Manifest> = {}): Manifest {
  return {
    version: 1,
    site: "vps",
    commit: "c".repeat(40),
    created: "2026-01-01T12:00:00.000Z",
    lifetimeHours: 24,
    by: "ada@desk",
    targets: [],
    unreachable: [],
    allowed: { delete: [], create: [] },
    versions: { engine: "3.258.0", node: "24.21.0" },
    policy: { configuration: digit("a"), pack: digit("b") },
    state: { digest: digit("d"), resources: { "urn:pulumi:vps::homelab::t::VPS/web/project": digit("e") } },
    live: { digest: digit("f"), key: digit("1"), scope: {}, nodes: { VPS: { "container web: memory": "2".repeat(32) } } },
    offline: [],
    changes: { update: 1 },
    files: { "engine-plan.json": digit("3") },
    ...parts,
  };
}
