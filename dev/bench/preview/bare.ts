/** The engine's own limit: N resources of a provider that does nothing, each with one small property. */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

const program = `import * as pulumi from "@pulumi/pulumi";
const count = Number(process.env["BARE_RESOURCES"] ?? "0");
const provider = count > 0 ? new pulumi.ProviderResource("bare", "bare", {}) : undefined;
for (let index = 0; index < count; index++) {
  new pulumi.CustomResource("bare:index:Thing", \`thing-\${index}\`, { index }, { provider });
}
`;

/**
 * Writes a Pulumi project into `folder` whose program registers BARE_RESOURCES resources (none: the empty program,
 * the floor) of the do-nothing provider beside this file.
 */
export async function writeBareProject(folder: string, checkout: string): Promise<void> {
  await mkdir(path.join(folder, "bare"), { recursive: true });
  await symlink(path.join(checkout, "node_modules"), path.join(folder, "node_modules"));
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ type: "module", main: "index.js" }));
  await writeFile(path.join(folder, "index.js"), program);
  await writeFile(
    path.join(folder, "Pulumi.yaml"),
    "name: bare\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nplugins:\n  providers:\n    - name: bare\n      path: ./bare\n",
  );
  const provider = path.join(checkout, "dev/bench/preview/bare-provider.ts");
  await writeFile(path.join(folder, "bare/pulumi-resource-bare"), `#!/usr/bin/env node\nawait import(${JSON.stringify(provider)});\n`, {
    mode: 0o755,
  });
}
