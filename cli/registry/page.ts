import type { MachineEntry, ServiceEntry, SiteEntry } from "./entries.ts";

/** What is meant by each class, as people ask it. */
const classes = `| class | who may reach it |
|---|---|
| \`public\` | anybody on the internet, through the reverse proxy of the VPS |
| \`mesh\` | who is in the Tailscale network |
| \`lan\` | who is on the network of its site |
| \`none\` | only what runs on the same machine |`;

/** The registry as a Markdown page. */
export function registryPage(sites: readonly SiteEntry[]): string {
  const count = (of: (site: SiteEntry) => number): number => sites.reduce((sum, site) => sum + of(site), 0);
  return [
    "# Registry",
    "",
    "<!-- Written by `npm run registry` from inventory/, hosts/ and services/. Do not edit. -->",
    "",
    `${sites.length} sites, ${count(({ machines }) => machines.filter(({ on }) => on === undefined).length)} nodes, ${count(({ machines }) => machines.filter(({ on }) => on !== undefined).length)} guests, ${count(({ services }) => services.length)} services: where each is, how to get there, who owns it, what it keeps and what saves that.`,
    "",
    "![The sites, their machines and what runs on them](pictures/topology.svg)",
    "",
    classes,
    "",
    ...sites.flatMap(section),
  ].join("\n");
}

function section({ name, description, machines, services }: SiteEntry): string[] {
  return [
    `## ${name}`,
    "",
    text(description),
    "",
    table(["machine", "what it is", "addresses", "shell", "size", "backup"], machines.map(machineRow)),
    "",
    table(["service", "runs on", "class", "reach it at", "ports", "owner", "data", "backup"], services.map(serviceRow)),
    "",
  ];
}

function machineRow({ name, kind, description, addresses, reach, size, backup, is }: MachineEntry): string[] {
  return [
    `**${name}**${is === undefined ? "" : ` (${is})`}`,
    `${kind}: ${text(description)}`,
    lines(addresses),
    code([reach]),
    size,
    text(backup),
  ];
}

function serviceRow({ service, where, exposure, reach, ports, owner, data, backup }: ServiceEntry): string[] {
  return [
    `**${service}**`,
    where,
    exposure,
    reach.length === 0 ? "on its node only" : code(reach),
    code(ports),
    owner,
    code(data),
    lines(backup),
  ];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), `|${heads.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

function lines(items: readonly string[]): string {
  return items.length === 0 ? "–" : items.map(text).join("<br>");
}

function code(items: readonly string[]): string {
  return items.length === 0 ? "–" : items.map((item) => `\`${item.replace(/[`|]/g, "")}\``).join("<br>");
}

/** Nothing in the data breaks a table or becomes markup. */
function text(value: string): string {
  return value
    .replace(/[\\`*_{}[\]<>|#]/g, (character) => (character === "_" || character === "#" ? character : `\\${character}`))
    .replace(/\s+/g, " ");
}
