import type { Exposure } from "../../src/inventory/schema/index.ts";
import type { MachineEntry, SiteEntry } from "./entries.ts";

const box = { width: 272, gap: 16, padding: 12, head: 40, row: 19 };
const siteHead = 50;
const top = 118;

interface Row {
  readonly text: string;
  readonly note: string;
  readonly exposure: Exposure;
}

interface Box {
  readonly title: string;
  readonly note: string;
  readonly rows: readonly Row[];
  /** Is it a guest, drawn inside its hypervisor's colour? */
  readonly guest: boolean;
  readonly mesh: boolean;
}

/**
 * The sites side by side, each with its machines and what runs on them; above them the internet and the mesh. Colours follow the
 * reader's light or dark setting, and every class has a shape of its own as well.
 */
export function topologyPicture(sites: readonly SiteEntry[]): string {
  const columns = sites.map((site) => boxesOf(site));
  const heights = columns.map((boxes) => boxes.reduce((sum, one) => sum + heightOf(one) + box.gap, siteHead));
  const width = sites.length * (box.width + 2 * box.gap) + box.gap;
  const height = top + Math.max(...heights) + 56;
  const xOf = (index: number): number => box.gap + index * (box.width + 2 * box.gap);
  const ingress = sites.findIndex(({ services }) => services.some(({ exposure }) => exposure === "public"));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="The sites of the homelab, their machines and what runs on them">`,
    style,
    `<rect class="ground" width="100%" height="100%" rx="10"/>`,
    `<rect class="cloud" x="${xOf(Math.max(ingress, 0))}" y="14" width="${box.width + box.gap}" height="32" rx="16"/>`,
    label(xOf(Math.max(ingress, 0)) + (box.width + box.gap) / 2, 35, "internet", "cloud-text", "middle"),
    ...(ingress < 0 ? [] : [`<path class="public-line" d="M${xOf(ingress) + (box.width + box.gap) / 2} 46V${top - 2}"/>`]),
    `<rect class="mesh" x="${box.gap}" y="66" width="${width - 2 * box.gap}" height="26" rx="13"/>`,
    label(box.gap + 16, 83.5, "Tailscale mesh", "mesh-text", "start"),
    ...columns.flatMap((boxes, index) => column(sites[index]?.name ?? "", boxes, xOf(index), heights[index] ?? 0)),
    legend(box.gap, height - 22),
    "</svg>",
    "",
  ].join("\n");
}

function boxesOf({ machines, services }: SiteEntry): Box[] {
  return machines
    .filter(({ is }) => is === undefined)
    .map((machine) => ({
      title: machine.name,
      note: noteOf(machine, machines),
      guest: machine.on !== undefined,
      mesh: machine.addresses.some((address) => address.endsWith("(mesh)")),
      rows: services
        .filter(({ where }) => where === (machine.on === undefined ? machine.name : `${machine.name} on ${machine.on}`))
        .map(({ service, exposure, reach }) => ({ text: service, note: noteOfReach(reach[0] ?? ""), exposure })),
    }));
}

/** The shortest way to say where a machine is. */
function noteOf({ name, kind, addresses }: MachineEntry, machines: readonly MachineEntry[]): string {
  const address = addresses[0]?.replace(/ \(.*/, "") ?? "";
  const guest = machines.find(({ is }) => is === name);
  return [
    ...(guest === undefined ? [] : [`${guest.kind} of ${guest.on ?? ""}`]),
    ...(kind === "node" ? [] : [kind.replace("node, ", "")]),
    address,
  ].join(" · ");
}

function noteOfReach(reach: string): string {
  return reach.replace(/^https?:\/\//, "").replace(/^ssh \S+@/, "ssh ");
}

function heightOf({ rows }: Box): number {
  return box.head + rows.length * box.row + (rows.length === 0 ? 0 : box.padding - 2);
}

function column(site: string, boxes: readonly Box[], x: number, height: number): string[] {
  const parts = [
    `<rect class="site" x="${x}" y="${top}" width="${box.width + box.gap}" height="${height}" rx="8"/>`,
    label(x + box.gap, top + 30, site, "site-name", "start"),
  ];
  let y = top + siteHead;
  for (const one of boxes) {
    const left = x + box.gap / 2;
    parts.push(
      `<rect class="${one.guest ? "guest" : "node"}" x="${left}" y="${y}" width="${box.width}" height="${heightOf(one)}" rx="6"/>`,
      label(left + box.padding, y + 17, one.title, "name", "start"),
      label(left + box.padding, y + 32, cut(one.note, 42), "note", "start"),
      ...(one.mesh ? [`<circle class="mesh-dot" cx="${left + box.width - 14}" cy="${y + 16}" r="5"/>`] : []),
      ...one.rows.flatMap((row, index) => service(row, left + box.padding, y + box.head + 12 + index * box.row)),
    );
    y += heightOf(one) + box.gap;
  }
  return parts;
}

function service({ text, note, exposure }: Row, x: number, y: number): string[] {
  return [
    mark(exposure, x + 5, y - 4),
    label(x + 17, y, cut(text, 20), "service", "start"),
    label(x + box.width - 2 * box.padding, y, cut(note, 25), "note", "end"),
  ];
}

/** A shape a class, for who cannot tell the colours apart. */
function mark(exposure: Exposure, x: number, y: number): string {
  switch (exposure) {
    case "public":
      return `<path class="public" d="M${x} ${y - 5.5}L${x + 5.5} ${y + 4.5}H${x - 5.5}Z"/>`;
    case "mesh":
      return `<circle class="mesh-mark" cx="${x}" cy="${y}" r="4.5"/>`;
    case "lan":
      return `<rect class="lan" x="${x - 4.5}" y="${y - 4.5}" width="9" height="9"/>`;
    case "none":
      return `<circle class="none" cx="${x}" cy="${y}" r="4"/>`;
  }
}

function legend(x: number, y: number): string {
  const words: readonly (readonly [Exposure, string])[] = [
    ["public", "the internet"],
    ["mesh", "the mesh"],
    ["lan", "its site's network"],
    ["none", "its own machine only"],
  ];
  let left = x + 70;
  const parts = words.flatMap(([exposure, word]) => {
    const part = [mark(exposure, left, y - 4), label(left + 12, y, word, "note", "start")];
    left += 34 + word.length * 6.6;
    return part;
  });
  return [label(x, y, "reached by", "note", "start"), ...parts].join("\n");
}

function label(x: number, y: number, text: string, of: string, anchor: "start" | "middle" | "end"): string {
  return `<text class="${of}" x="${x}" y="${y}" text-anchor="${anchor}">${escape(text)}</text>`;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Contrast of every text on its ground is at least 4.5 : 1 in both. */
const style = `<style>
svg { --ground: #ffffff; --site: #f4f6f8; --box: #ffffff; --line: #c3ccd5; --ink: #1f2328; --soft: #57606a; --mesh: #dbeafe; --mesh-ink: #1d4ed8; --guest: #faf5ff; --guest-line: #c4a7e7; --public: #b42318; --lan: #1a7f37; --none: #6e7781; }
@media (prefers-color-scheme: dark) {
svg { --ground: #0d1117; --site: #151b23; --box: #0d1117; --line: #3d444d; --ink: #f0f6fc; --soft: #9198a1; --mesh: #12264a; --mesh-ink: #8ab4ff; --guest: #1a1626; --guest-line: #6f5a99; --public: #ff7b72; --lan: #56d364; --none: #8b949e; }
}
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; font-size: 12px; fill: var(--ink); }
.ground { fill: var(--ground); } .site { fill: var(--site); stroke: var(--line); } .node { fill: var(--box); stroke: var(--line); } .guest { fill: var(--guest); stroke: var(--guest-line); }
.site-name { font-size: 17px; font-weight: 600; } .name { font-weight: 600; } .note { font-size: 10.5px; fill: var(--soft); }
.cloud { fill: none; stroke: var(--public); stroke-width: 1.5; } .cloud-text { fill: var(--public); font-weight: 600; } .public-line { stroke: var(--public); stroke-width: 1.5; }
.mesh { fill: var(--mesh); } .mesh-text { fill: var(--mesh-ink); font-weight: 600; } .mesh-dot, .mesh-mark { fill: var(--mesh-ink); }
.public { fill: var(--public); } .lan { fill: var(--lan); } .none { fill: none; stroke: var(--none); stroke-width: 1.5; }
</style>`;
