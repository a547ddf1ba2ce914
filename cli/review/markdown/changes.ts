import type { ReviewedChange, ReviewedResource, ReviewedSite } from "../document.ts";
import type { Block } from "./block.ts";
import { code, short } from "./escape.ts";

const WORDS: Readonly<Record<string, string>> = { create: "**new**", update: "changed", replace: "**replaced**", delete: "**removed**" };

/** The groups in the order in which a reader looks for them. */
const GROUPS: readonly (readonly [ReviewedResource["group"], string])[] = [
  ["service", "Services"],
  ["data", "Data"],
  ["machine", "Machines"],
  ["name", "Names"],
  ["network", "Networks"],
  ["connection", "Connections"],
];

/** Longer names and values say no more in a comment. */
const NAME = 160;
const VALUE = 110;

/** What changes on one site, by services, machines and names. */
export function siteBlocks({ site, resources }: ReviewedSite): Block[] {
  if (resources.length === 0) return [];
  const rows = GROUPS.flatMap(([group, title]) => {
    const own = resources.filter((resource) => resource.group === group);
    return own.length === 0 ? [] : [`- **${title}**`, ...own.flatMap(resourceRows)];
  });
  return [
    {
      head: [
        "",
        `<details open><summary><b>Site ${code(short(site, NAME))}</b>: ${String(resources.length)} ${resources.length === 1 ? "resource" : "resources"}</summary>`,
        "",
      ],
      rows,
      tail: ["", "</details>"],
      more: (count) => `- … and ${String(count)} more lines`,
    },
  ];
}

function resourceRows({ operation, name, changes }: ReviewedResource): string[] {
  return [`  - ${WORDS[operation] ?? operation} ${code(short(name, NAME))}`, ...changes.map((change) => `    - ${changeText(change)}`)];
}

/** `path: old → new` */
export function changeText({ path, kind, from, to }: ReviewedChange): string {
  const where = code(short(path, NAME));
  const value = (text: string | undefined): string => (text === undefined || text === "" ? "_empty_" : code(short(text, VALUE)));
  if (kind === "add") return `${where}: ${value(to)} is new`;
  if (kind === "remove") return `${where}: ${value(from)} goes`;
  return `${where}: ${value(from)} → ${value(to)}`;
}

/** What an update of the recorded state would do, where it was asked. */
export function recordedBlocks({ site, recorded }: ReviewedSite): Block[] {
  if (recorded === undefined) return [];
  const counts = Object.entries(recorded.counts)
    .map(([operation, count]) => `${String(count)} ${code(short(operation, 20))}`)
    .join(", ");
  const rows = [
    ...recorded.errors.map((error) => `- ${code(short(error, 300))}`),
    ...recorded.resources.flatMap(({ operation, name, changes }) => [
      `- ${code(short(operation, 20))} ${code(short(name, NAME))}`,
      ...changes.map((change) => `  - ${changeText(change)}`),
    ]),
  ];
  return [
    {
      head: [
        "",
        `<details><summary>Site ${code(short(site, NAME))} against its recorded state: ${counts === "" ? "nothing" : counts}</summary>`,
        "",
      ],
      rows,
      tail: ["", "</details>"],
      more: (count) => `- … and ${String(count)} more lines`,
    },
  ];
}
