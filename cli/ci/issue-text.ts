import { code, prose, short } from "../review/markdown/escape.ts";
import { joinBlocks } from "../review/markdown/block.ts";
import { COMMENT_LIMIT } from "../review/markdown/render.ts";
import { oneLine } from "../../compose/problem.ts";
import type { ServiceFacts } from "./drift-report.ts";

/** An issue as it should be. */
export interface WantedIssue {
  /** By which it is found again: `<site>/<node>/<service>`, or `<site>/<node>` for a node. */
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

const NAME = 160;
const VALUE = 200;

/** The line by which an issue is found again. Names are kebab-case, so that nothing in one can end the comment. */
export function markerOf(key: string): string {
  return `<!-- homelab-drift ${encodeURIComponent(key)} -->`;
}

/** The key in an issue's body; undefined when it is none of ours. */
export function keyOf(body: string): string | undefined {
  const found = /^<!-- homelab-drift (\S+) -->/.exec(body)?.[1];
  try {
    return found === undefined ? undefined : decodeURIComponent(found);
  } catch {
    return undefined;
  }
}

/** The issue of a service that drifted: what is different, and both ways out. */
export function driftIssue(site: string, facts: ServiceFacts, at: string): WantedIssue {
  const { node, service, differences, since, times, reason } = facts;
  const key = `${site}/${node}/${service}`;
  const drift = differences.filter(({ kind }) => kind === "drift");
  const layout = service === "layout";
  const seen = [
    `Seen ${code(at)}`,
    ...(since === undefined ? [] : [`since ${code(since)}`]),
    ...(times === undefined ? [] : [`${String(times)} times in a row`]),
  ].join(", ");
  const body = joinBlocks(
    [
      {
        head: [
          markerOf(key),
          `What runs on ${code(node)} is not what the last approved update made of ${code(service)}. ${seen}.`,
          "",
          ...(reason === undefined ? [] : [prose(short(reason, 600)), ""]),
        ],
        rows: [],
        more: () => "",
      },
      {
        head: ["| where | applied | on the node | git |", "|---|---|---|---|"],
        rows: drift.map(
          ({ path, applied, enforced, declared }) =>
            `| ${[code(short(path, NAME)), value(applied), value(enforced), value(declared)].join(" | ")} |`,
        ),
        more: (count) => `| … and ${String(count)} more | | | |`,
      },
      {
        head: [
          "",
          "Two ways out:",
          "",
          `1. **Put it back**: run the workflow \`up\` for this site, or by hand <code>npm run plan -- ${entity(site)} --target ${entity(`${node}/${service}`)}</code>, have it approved, apply it.`,
          layout
            ? "2. **Keep it**: change the folders of the node in git, and have that reviewed."
            : `2. **Keep it**: <code>npm run adopt -- ${entity(site)} ${entity(service)}</code> writes the node's values into the override; open a pull request with that.`,
          "",
          "This issue is closed by itself when the difference is gone. See docs/runbooks/drift-found.md.",
        ],
        rows: [],
        more: () => "",
      },
    ],
    COMMENT_LIMIT,
  );
  return { key, title: oneLine(short(`Drift: ${service} on ${node}`, 200)), body };
}

/** The issue of a node that has not answered for long. */
export function unreachableIssue(site: string, node: string, hours: number, reason: string | undefined, at: string): WantedIssue {
  const key = `${site}/${node}`;
  const lines = [
    markerOf(key),
    `${code(node)} has not answered for ${String(Math.floor(hours))} h, seen ${code(at)}. Nothing on it is called drifted, and no plan will touch it.`,
    ...(reason === undefined ? [] : ["", code(short(reason, 600))]),
    "",
    "This issue is closed by itself when the node answers. See docs/runbooks/node-unreachable.md.",
    "",
  ];
  return { key, title: oneLine(short(`Unreachable: ${node}`, 200)), body: lines.join("\n") };
}

function value(json: unknown): string {
  if (json === undefined) return "–";
  return code(short(typeof json === "string" ? json : JSON.stringify(json), VALUE));
}

function entity(text: string): string {
  return code(text).slice("<code>".length, -"</code>".length);
}
