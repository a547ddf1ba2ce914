import { chmodSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { takeLock } from "../start/lock.mjs";
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
  const folders = [beside, ...(onPath === undefined ? [] : [dirname(onPath)]), builtFolder(context, pinnedVersion(context))];
  return folders.find((folder) => isExecutable(join(folder, HOST)));
}

/** Builds the Node.js language host beside our engine. */
export async function installLanguageHost(context: SetupContext): Promise<string> {
  const engine = pinnedVersion(context);
  const module = join(context.places.root, "tools", "engine", "nodejs-host");
  const version = requiredModule(readFileSync(join(module, "go.mod"), "utf8"), HOST_MODULE);
  const folder = builtFolder(context, engine);
  const release = await takeLock(join(context.places.cache, "engine", `${engine}.lock`), (pid) =>
    context.say(`Another setup (process ${pid}) is installing the language host; waiting for it.`),
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
    // Today's engine hands the runtime options of Pulumi.yaml over in a way this host does not know, and by default it loads
    // the TypeScript compiler into every program (a quarter of a second). `typescript: false` is what Pulumi.yaml says.
    const fresh = join(folder, `.${HOST}.${process.pid}`);
    writeFileSync(fresh, `#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/${program}" -typescript=false "$@"\n`);
    chmodSync(fresh, 0o755);
    renameSync(fresh, join(folder, HOST));
    return folder;
  } finally {
    release();
  }
}
