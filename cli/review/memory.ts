import { formatBytes, type MemoryRow, type MemoryTable } from "../../src/rules/index.ts";
import { memoryTables } from "../preview/memory.ts";
import type { PlannedResource } from "../preview/plan.ts";
import type { ReviewedMemory } from "./document.ts";

/** The memory of every node before and after, with the containers whose limit changes. */
export function memoryBetween(before: readonly PlannedResource[], after: readonly PlannedResource[]): ReviewedMemory[] {
  const [olds, news] = [byNode(before), byNode(after)];
  return [...new Set([...olds.keys(), ...news.keys()])].sort().map((node) => ({
    node,
    before: sums(olds.get(node)),
    after: sums(news.get(node)),
    rows: changedRows(olds.get(node)?.rows ?? [], news.get(node)?.rows ?? []),
  }));
}

function byNode(resources: readonly PlannedResource[]): Map<string, MemoryTable> {
  return new Map(memoryTables(resources).map((table) => [table.node, table]));
}

/** A sum in which a container without a limit is missing is no sum. */
function sums(table: MemoryTable | undefined): ReviewedMemory["after"] {
  if (table === undefined) return null;
  const complete = table.unknownProjects.length === 0 && table.rows.every(({ limitBytes }) => typeof limitBytes === "number");
  return { sum: complete ? table.sumBytes : null, budget: table.budgetBytes ?? null };
}

function changedRows(before: readonly MemoryRow[], after: readonly MemoryRow[]): ReviewedMemory["rows"] {
  const [olds, news] = [byContainer(before), byContainer(after)];
  return [...new Set([...news.keys(), ...olds.keys()])].flatMap((container) => {
    const row = { container, before: olds.get(container) ?? "none", after: news.get(container) ?? "none" };
    return row.before === row.after ? [] : [row];
  });
}

function byContainer(rows: readonly MemoryRow[]): Map<string, string> {
  return new Map(
    rows.map(({ service, container, limitBytes, count }) => [
      `${service}/${container}`,
      `${typeof limitBytes === "number" ? formatBytes(limitBytes) : limitBytes}${count === 1 ? "" : ` (×${String(count)})`}`,
    ]),
  );
}
