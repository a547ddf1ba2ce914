import { posix } from "node:path";
import { hasVariables } from "./template.ts";

/** A path without `.`, `..`, double or trailing slashes; text inside `${…}` is left alone. Empty stays empty. */
export function cleanPath(path: string): string {
  if (path === "") return "";
  return throughVariables(path, clean);
}

/** A relative path below a folder, cleaned; text inside `${…}` is left alone. */
export function joinPath(folder: string, path: string): string {
  return throughVariables(path, (masked) => clean(`${folder}/${masked}`));
}

/** Go's Clean: like Node's normalize, but a trailing slash goes too. */
function clean(path: string): string {
  if (!/^\.|\/(?:\.|\/|$)/.test(path)) return path;
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

function throughVariables(path: string, change: (path: string) => string): string {
  if (!path.includes("${")) return change(path);
  const variables: string[] = [];
  const masked = path.replace(/\$\{[^}]*\}/g, (variable) => {
    variables.push(variable);
    return `\u0000${variables.length - 1}\u0000`;
  });
  return change(masked).replace(/\u0000(\d+)\u0000/g, (_, index: string) => variables[Number(index)] ?? "");
}

/** An absolute path on Linux, or one that a Windows client would write. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith("/") || /^.:[\\/]/.test(path) || path.startsWith("\\\\");
}

/** Whether a path begins with a variable, so that nobody knows yet where it points. */
export function beginsWithVariable(path: string): boolean {
  return path.startsWith("$") && hasVariables(path);
}

/** Whether a build context is fetched from somewhere else and not a folder. */
export function isRemoteContext(context: string): boolean {
  return context.includes("://") || context.startsWith("service:") || ["github.com/", "git@"].some((prefix) => context.startsWith(prefix));
}
