import type { Problem } from "../../../compose/problem.ts";
import type { NodeMemoryFacts } from "../facts.ts";
import { formatBytes } from "./memory-limit.ts";
import { memoryTable, type MemoryRow, type MemoryTable } from "./memory-table.ts";

/**
 * The limits of all containers on a node add up to at most its budget. A container without a limit can take everything,
 * so it counts as unbounded, not as zero; only literals count. (Seed 000: VPS, 3200 MiB; others: total − reserve.)
 */
export function memoryBudget(facts: NodeMemoryFacts): Problem[] {
  const table = memoryTable(facts);
  return [...unboundedRows(table), ...exceeded(table), ...undecided(table)];
}

function unboundedRows(table: MemoryTable): Problem[] {
  const rows = table.rows.filter(({ limitBytes }) => typeof limitBytes === "string" && limitBytes !== "unknown");
  if (rows.length === 0) return [];
  const names = rows.map((row) => `${label(row)}${row.limitBytes === "variable" ? " (its limit is a variable)" : ""}`);
  return [
    {
      path: table.node,
      message:
        `the memory of ${table.node} is unbounded: without a literal limit ` + `${rows.length === 1 ? "runs" : "run"} ${names.join(", ")}`,
      ...allowed(table),
      fix: "give each a mem_limit at service level in the host's override",
    },
  ];
}

function exceeded(table: MemoryTable): Problem[] {
  const { budgetBytes, sumBytes } = table;
  if (budgetBytes === undefined || sumBytes <= budgetBytes) return [];
  const counted = table.rows.filter(({ limitBytes }) => typeof limitBytes === "number" && limitBytes > 0);
  const list = counted.map((row) => `${label(row)} ${formatBytes(Number(row.limitBytes))}`);
  const over = formatBytes(sumBytes - budgetBytes);
  return [
    {
      path: table.node,
      message: `the memory limits on ${table.node} add up to ${formatBytes(sumBytes)}, ${over} over its budget: ${list.join(", ")}`,
      ...allowed(table),
      fix: `lower the limits by ${over} together`,
    },
  ];
}

function undecided(table: MemoryTable): Problem[] {
  const names = [...table.unknownProjects, ...table.rows.filter((row) => row.limitBytes === "unknown").map(label)];
  const parts = [
    ...(table.budgetBytes === undefined ? [`the budget of ${table.node}`] : []),
    ...(names.length === 0 ? [] : [`the memory limit of ${names.join(", ")}`]),
  ];
  if (parts.length === 0) return [];
  return [
    {
      path: table.node,
      message: `the memory of ${table.node} cannot be added up yet: not known before the update: ${parts.join("; ")}`,
      undecided: true,
    },
  ];
}

function allowed(table: MemoryTable): Pick<Problem, "allowed"> {
  return table.budgetBytes === undefined ? {} : { allowed: `at most ${formatBytes(table.budgetBytes)}` };
}

function label(row: MemoryRow): string {
  const name = row.container === row.service ? row.service : `${row.service}/${row.container}`;
  return row.count > 1 ? `${row.count} × ${name}` : name;
}
