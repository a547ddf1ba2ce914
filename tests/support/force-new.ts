import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";

/** The Terraform provider that @muhlba91/pulumi-proxmoxve bridges, as a Go module. */
const MODULE = "github.com/bpg/terraform-provider-proxmox@v0.111.1";

/** Where the module's source is; undefined when it is neither here nor to be had from the Go proxy. */
export async function proxmoxSource(): Promise<string | undefined> {
  const { stdout, exitCode } = await execa("go", ["mod", "download", "-json", MODULE], { reject: false, cwd: "/", timeout: 240_000 });
  if (exitCode !== 0) return undefined;
  const { Dir: folder = "" } = JSON.parse(stdout) as { Dir?: string };
  return existsSync(folder) ? folder : undefined;
}

/**
 * The attributes of a resource that force a replacement, as dotted paths in Terraform's names, sorted. `gofmt` indents every level
 * of a schema by tabs, so the level says which attribute a `ForceNew: true` belongs to; `ForceNewIf` names its attribute itself.
 */
export async function forceNewOf(source: string, files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(files.map((file) => readFile(path.join(source, "proxmoxtf/resource", file), "utf8")));
  const names = new Map(
    texts.flatMap((text) =>
      [...text.matchAll(/^\s*(?:const )?([mM]k\w+)\s*=\s*"([^"]+)"/gm)].map(([, key = "", name = ""]) => [key, name] as const),
    ),
  );
  const found = new Set<string>();
  for (const text of texts) {
    const open: { readonly level: number; readonly name: string }[] = [];
    const lines = text.split("\n");
    for (const [index, line] of lines.entries()) {
      const level = /^\t*/.exec(line)?.[0].length ?? 0;
      while ((open.at(-1)?.level ?? -1) >= level && line.trim() !== "") open.pop();
      const [, key] = /^\t+([mM]k\w+): \{$/.exec(line) ?? [];
      if (key !== undefined) open.push({ level, name: names.get(key) ?? key });
      if (/^\t+ForceNew:\s+true,/.test(line)) found.add(open.map(({ name }) => name).join("."));
      if (line.includes("customdiff.ForceNewIf(")) {
        const [, attribute = ""] = /^\t+([mM]k\w+|"[^"]+"),/.exec(lines[index + 1] ?? "") ?? [];
        found.add(`${names.get(attribute) ?? attribute.replaceAll('"', "")} (if)`);
      }
      const [, within] = /d\.ForceNew\(([mM]k\w+|attrPath)\)/.exec(line) ?? [];
      if (within !== undefined) found.add(`${names.get(within) ?? within} (if)`);
    }
  }
  return [...found].sort();
}
