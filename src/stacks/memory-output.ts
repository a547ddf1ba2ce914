import type { MemoryTable } from "../rules/index.ts";
import type { Node } from "../components/node.ts";

/** What a node's containers may take, in MiB, as the stack's outputs show it. */
export interface MemoryOutput {
  readonly budget: number | undefined;
  readonly sum: number;
  readonly left: number | undefined;
  /** By `<service>/<container>`, largest first. */
  readonly limits: Readonly<Record<string, number | string>>;
}

/** The memory tables of a site by node. */
export function memoryOutput(nodes: ReadonlyMap<string, Node>): Record<string, MemoryOutput> {
  return Object.fromEntries([...nodes].map(([name, node]) => [name, inMebibytes(node.memory)]));
}

function inMebibytes({ rows, sumBytes, budgetBytes, leftBytes }: MemoryTable): MemoryOutput {
  return {
    budget: mebibytes(budgetBytes),
    sum: mebibytes(sumBytes),
    left: mebibytes(leftBytes),
    limits: Object.fromEntries(
      rows.map(({ service, container, limitBytes }) => [
        `${service}/${container}`,
        typeof limitBytes === "number" ? mebibytes(limitBytes) : limitBytes,
      ]),
    ),
  };
}

function mebibytes<T extends number | undefined>(bytes: T): T;
function mebibytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / (1024 * 1024);
}
