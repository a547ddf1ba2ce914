import { compareText } from "../../../compose/compare-text.ts";
import { containersOf, type ContainerFacts, type NodeMemoryFacts } from "../facts.ts";
import { containerCount, memoryLimit } from "./memory-limit.ts";
import { isUnknown } from "../unknown.ts";

/** One line of a node's memory table. */
export interface MemoryRow {
  readonly service: string;
  readonly container: string;
  /** The limit of all its copies together, in bytes; `unbounded` without a limit, `variable` when the node's .env decides. */
  readonly limitBytes: number | "unbounded" | "variable" | "unreadable" | "unknown";
  /** How many copies the document asks for. */
  readonly count: number;
  readonly facts: ContainerFacts;
}

/** The memory of one node: what its containers may take, and what that leaves. */
export interface MemoryTable {
  readonly node: string;
  /** Largest limit first; what cannot be counted stands before everything else. */
  readonly rows: readonly MemoryRow[];
  /** The sum of the limits that can be counted, in bytes. */
  readonly sumBytes: number;
  /** The bound, in bytes; undefined while it is not known. */
  readonly budgetBytes: number | undefined;
  /** What the bound leaves, negative when it is exceeded; undefined when any row cannot be counted. */
  readonly leftBytes: number | undefined;
  /** Projects whose services are not known yet. */
  readonly unknownProjects: readonly string[];
}

/** Adds up the limits of every container on a node. */
export function memoryTable(facts: NodeMemoryFacts): MemoryTable {
  const rows: MemoryRow[] = [];
  const unknownProjects: string[] = [];
  for (const project of facts.projects) {
    const containers = containersOf(project);
    if (isUnknown(containers)) unknownProjects.push(project.service);
    else rows.push(...containers.map(row));
  }
  rows.sort((a, b) => size(b) - size(a) || compareText(a.service, b.service) || compareText(a.container, b.container));
  const counted = rows.flatMap(({ limitBytes }) => (typeof limitBytes === "number" ? [limitBytes] : []));
  const sumBytes = counted.reduce((sum, bytes) => sum + bytes, 0);
  const budgetBytes = isUnknown(facts.budgetMib) ? undefined : facts.budgetMib * 1024 * 1024;
  const complete = counted.length === rows.length && unknownProjects.length === 0;
  return {
    node: facts.node,
    rows,
    sumBytes,
    budgetBytes,
    leftBytes: complete && budgetBytes !== undefined ? budgetBytes - sumBytes : undefined,
    unknownProjects,
  };
}

function row(facts: ContainerFacts): MemoryRow {
  const count = containerCount(facts);
  return {
    service: facts.project.service,
    container: facts.name,
    limitBytes: count === undefined ? "unknown" : limitOfAll(facts, count),
    count: count ?? 1,
    facts,
  };
}

function limitOfAll(facts: ContainerFacts, count: number): MemoryRow["limitBytes"] {
  // A service scaled to nothing takes nothing, whatever its limit.
  if (count === 0) return 0;
  const limit = memoryLimit(facts);
  return limit.kind === "bytes" || limit.kind === "deploy-only" ? limit.bytes * count : limit.kind;
}

function size(row: MemoryRow): number {
  return typeof row.limitBytes === "number" ? row.limitBytes : Number.MAX_VALUE;
}
