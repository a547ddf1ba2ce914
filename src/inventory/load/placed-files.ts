import { createHash } from "node:crypto";
import type { PlacedFile } from "../inventory.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { Checkout } from "./checkout.ts";

/** All placed files of one service on one node together, in bytes: they travel in the state and in one connection. */
export const maxPlacedBytes = 1024 * 1024;

/**
 * Reads `<folder>/files/**` as the files that stand beside a Compose document on its node.
 * @param folder `services/<service>`, or `hosts/<node>/runtime/<service>` for the variants of one host.
 */
export function readPlacedFiles(checkout: Checkout, folder: string, problems: Problem[]): PlacedFile[] {
  const files: PlacedFile[] = [];
  collect(checkout, folder, "files", files, problems);
  return files;
}

/** A service's own files with the variants of one host in place of those with the same path, sorted by path. */
export function mergePlacedFiles(own: readonly PlacedFile[], variants: readonly PlacedFile[]): PlacedFile[] {
  const byPath = new Map([...own, ...variants].map((file) => [file.path, file]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function collect(checkout: Checkout, folder: string, path: string, files: PlacedFile[], problems: Problem[]): void {
  for (const entry of checkout.entries(`${folder}/${path}`)) {
    const inner = `${path}/${entry.name}`;
    if (entry.kind === "folder") collect(checkout, folder, inner, files, problems);
    else readOne(checkout, folder, inner, files, problems);
  }
}

function readOne(checkout: Checkout, folder: string, path: string, files: PlacedFile[], problems: Problem[]): void {
  const source = `${folder}/${path}`;
  const file = checkout.read(source, problems);
  if (file === undefined) return;
  files.push({
    path,
    source,
    content: file.text,
    mode: file.executable ? "0755" : "0644",
    sha256: createHash("sha256").update(file.text).digest("hex"),
  });
}
