import type { NodeVerdict } from "../report.ts";

const ABSENT = /^(the node cannot be reached|the connection was lost)/;

/**
 * The nodes that an engine's errors are about: the provider's transport errors begin with `NODE (address): `, wherever the
 * engine puts them into a line.
 */
export function failedNodes(errors: readonly string[], nodes: readonly string[]): Map<string, Pick<NodeVerdict, "state" | "reason">> {
  const failed = new Map<string, Pick<NodeVerdict, "state" | "reason">>();
  for (const error of errors) {
    for (const node of nodes) {
      const at = new RegExp(`(?:^|[\\s:])${node} \\([^)\\n]*\\): (?=the node |the connection |its |a command )`).exec(error);
      if (at === null || failed.has(node)) continue;
      const words = error.slice(at.index + at[0].length).split("\n")[0] ?? "";
      failed.set(node, { state: ABSENT.test(words) ? "unreachable" : "error", reason: `${at[0].replace(/^[\s:]+/, "")}${words}` });
    }
  }
  return failed;
}
