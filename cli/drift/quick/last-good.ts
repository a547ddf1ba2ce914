import { createHash } from "node:crypto";

import type { JsonMap } from "../../../provider/docker/json.ts";
import { readTar } from "../../../provider/transport/tar.ts";
import type { ArchivedFile } from "../../../provider/transport/tar.ts";
import type { NodeConnection } from "../../../provider/transport/connection.ts";
import type { DeclaredProject } from "../../../provider/kinds/project/read.ts";
import { projectDirectory } from "../../../src/inventory/inventory.ts";

/** What was applied last, out of what a rollback would put back. */
export type AppliedProject = DeclaredProject & { readonly files: JsonMap };

/**
 * The documents and files that the last good runs of these services left on a node (`state/deploy/<service>/last-good/`), in
 * one round trip. A service without any, or whose document nobody can read any more, is left out.
 * @throws TransportError
 */
export async function appliedProjects(
  connection: NodeConnection,
  root: string,
  services: readonly { service: string; project: string }[],
): Promise<Map<string, AppliedProject>> {
  const folders = services.map(({ service }) => `${service}/last-good`);
  const answer = await connection.run(["tar", "-C", `${root}/state/deploy`, "-cf", "-", ...folders]);
  const found = new Map<string, AppliedProject>();
  if (answer.stdout.length === 0) return found;
  const archived = await readTar(answer.stdout);
  // The parser is loaded for the few services that git has moved on from, not for every quick look.
  const { resolveCompose } = await import("../../../compose/index.ts");
  for (const { service, project } of services) {
    const own = archived
      .filter(({ path }) => path.startsWith(`${service}/last-good/`))
      .map((file) => ({ ...file, path: file.path.slice(`${service}/last-good/`.length) }));
    const text = own.find(({ path }) => path === "document.yml")?.content.toString("utf8");
    if (text === undefined) continue;
    const { resolved } = resolveCompose({
      sources: [{ file: `${service}/last-good/document.yml`, text }],
      projectName: project,
      workingDirectory: projectDirectory(service),
      interpolate: false,
    });
    if (resolved === undefined) continue;
    const files = own.flatMap((file) =>
      file.path.startsWith("files/") ? [[file.path.slice("files/".length), factsOf(file)] as const] : [],
    );
    found.set(service, {
      project,
      service,
      document: JSON.parse(JSON.stringify(resolved.document)) as JsonMap,
      files: Object.fromEntries(files),
      jobs: jobsIn(own.find(({ path }) => path === "checks")?.content.toString("utf8") ?? ""),
    });
  }
  return found;
}

/** What the contract called jobs then, out of the checks of the run. */
function jobsIn(checks: string): string[] {
  return [...checks.matchAll(/^job (\S+)$/gm)].map(([, name = ""]) => name);
}

function factsOf({ content, mode }: ArchivedFile): JsonMap {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { content: content.toString("utf8"), mode: mode.toString(8).padStart(4, "0"), sha256, size: content.length };
}
