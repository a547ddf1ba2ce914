import { readFile } from "node:fs/promises";
import path from "node:path";

import { checkoutRoot } from "../transport/topology.ts";

/** The Compose that a node is declared to have: `v1` is 1.29, `v2` everything newer. */
export type Generation = "v1" | "v2";

/**
 * What `hosts/<node>/capabilities.yaml` says today; undefined when there is no such file. Only this one field is looked at,
 * since the model has checked the file.
 * @throws Error when the file names another generation
 */
export async function declaredGeneration(node: string, root: string = checkoutRoot): Promise<Generation | undefined> {
  const file = path.join("hosts", node.toLowerCase(), "capabilities.yaml");
  let text;
  try {
    text = await readFile(path.join(root, file), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const { parse } = await import("yaml");
  const { container_engine: engine } = (parse(text) ?? {}) as { container_engine?: { compose?: unknown } };
  const compose = engine?.compose;
  if (compose === "v1" || compose === "v2") return compose;
  throw new Error(`${file} container_engine.compose: is ${JSON.stringify(compose)}; allowed: v1, v2`);
}

/** How a Compose program on a node is called. */
export interface ComposeProgram {
  readonly kind: "plugin" | "standalone";
  readonly version: string;
}

/** The program of the declared generation, the plugin before the hyphenated one; undefined when the node has none of it. */
export function programOf(generation: Generation | undefined, programs: readonly ComposeProgram[]): ComposeProgram | undefined {
  const ordered = [...programs].sort((a, b) => (a.kind === b.kind ? 0 : a.kind === "plugin" ? -1 : 1));
  if (generation === undefined) return ordered.find((program) => generationOf(program) === "v2") ?? ordered[0];
  return ordered.find((program) => generationOf(program) === generation);
}

/** Versions are printed as `1.29.2` or `v2.40.3`; a build without one is a new one. */
export function generationOf({ version }: ComposeProgram): Generation {
  return /^v?1\./.test(version) ? "v1" : "v2";
}
