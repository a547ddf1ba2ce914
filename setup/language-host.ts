import { chmodSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { takeLock } from "./lock.ts";
import type { SetupContext } from "./context.ts";
import type { Engine } from "./engine.ts";
import { builtFolder, pinnedVersion } from "./engine.ts";
import { findOnPath, isExecutable } from "./find.ts";
import { buildGoProgram } from "./go.ts";
import { requiredModule } from "./version.ts";

const HOST = "pulumi-language-nodejs";

/** The last module version that contains the Node.js language host. */
const HOST_MODULE = "github.com/pulumi/pulumi/sdk/v3";

/** The folder with the Node.js language host: beside the engine (as Pulumi ships it), on PATH, or built by us. */
export function checkLanguageHost(context: SetupContext, engine: Engine): string | undefined {
  const beside = dirname(realpathSync(engine.pulumi));
  const onPath = findOnPath(HOST, context.env, [context.places.bin]);
  const built = builtFolder(context, pinnedVersion(context));
  const folder = [beside, ...(onPath === undefined ? [] : [dirname(onPath)]), built].find((one) => isExecutable(join(one, HOST)));
  // The cache may hold one that an older checkout made.
  if (folder === built) writeWrapper(folder, `${HOST}-${hostVersion(context)}`);
  return folder;
}

/** Builds the Node.js language host beside our engine. */
export async function installLanguageHost(context: SetupContext): Promise<string> {
  const engine = pinnedVersion(context);
  const module = hostModule(context);
  const version = hostVersion(context);
  const folder = builtFolder(context, engine);
  const release = await takeLock(join(context.places.cache, "engine", engine), () =>
    context.say("Another setup is installing the language host; waiting for it."),
  );
  try {
    if (isExecutable(join(folder, HOST))) return folder;
    const program = `${HOST}-${version}`;
    await buildGoProgram(
      {
        title: `the Node.js language host ${version}`,
        module,
        mainPackage: `${HOST_MODULE}/nodejs/cmd/${HOST}`,
        linkerFlags: `-X ${HOST_MODULE}/go/common/version.Version=v${version}`,
        output: join(folder, program),
      },
      context.env,
    );
    writeWrapper(folder, program);
    return folder;
  } finally {
    await release();
  }
}

function hostModule(context: SetupContext): string {
  return join(context.places.root, "setup", "engine", "nodejs-host");
}

function hostVersion(context: SetupContext): string {
  return requiredModule(readFileSync(join(hostModule(context), "go.mod"), "utf8"), HOST_MODULE);
}

/**
 * Today's engine hands the runtime options of Pulumi.yaml over in a way that our host does not know. By default it loads the
 * TypeScript compiler into every program (a quarter of a second), and `typescript: false` is what Pulumi.yaml says; the
 * arguments for Node are looked up there, in the folder of the project, where the engine starts the host.
 */
function writeWrapper(folder: string, program: string): void {
  const text = `#!/bin/sh
while read -r key value; do
  [ "$key" != nodeargs: ] || set -- "-nodeargs=$value" "$@"
done 2>/dev/null <Pulumi.yaml
exec "$(dirname "$(readlink -f "$0")")/${program}" -typescript=false "$@"
`;
  const path = join(folder, HOST);
  if (isExecutable(path) && readFileSync(path, "utf8") === text) return;
  const fresh = join(folder, `.${HOST}.${process.pid}`);
  writeFileSync(fresh, text);
  chmodSync(fresh, 0o755);
  renameSync(fresh, path);
}
