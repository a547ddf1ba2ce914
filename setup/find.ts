import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Places } from "./places.ts";

/** The first executable of that name on PATH, leaving out some folders; undefined when there is none. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv, without: readonly string[] = []): string | undefined {
  return (env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !without.includes(folder))
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** A real plugin on PATH: not one of the offline ones that stand there for the engine. */
export function pluginOnPath(name: string, env: NodeJS.ProcessEnv, { offline }: Pick<Places, "offline">): string | undefined {
  return findOnPath(`pulumi-resource-${name}`, env, [join(offline, name)]);
}

/** Whether a path is a file that this user may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
