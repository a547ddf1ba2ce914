import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { takeLock } from "./lock.ts";
import { startProgress } from "./progress.ts";
import type { SetupContext } from "./context.ts";
import { findOnPath, isExecutable } from "./find.ts";
import { buildGoProgram } from "./go.ts";
import { archiveName, downloadEngine, pinnedSum } from "./official-engine.ts";
import { ENGINE_RANGE_TEXT, fitsEngineRange, requiredModule } from "./version.ts";

const ENGINE_MODULE = "github.com/pulumi/pulumi/pkg/v3";

/** The Pulumi CLI that is used. */
export interface Engine {
  readonly pulumi: string;
  /** Without a leading `v`. */
  readonly version: string;
  readonly source: "path" | "official" | "built";
}

/** An engine that is there already: on PATH in a fitting version, installed by us, or built by us. */
export async function checkEngine(context: SetupContext): Promise<Engine | undefined> {
  const { env, places } = context;
  const onPath = findOnPath("pulumi", env, [places.bin]);
  if (onPath !== undefined) {
    const found = await versionOf(onPath, context);
    if (fitsEngineRange(found)) return { pulumi: onPath, version: found.replace(/^v/, ""), source: "path" };
    context.say(
      `The Pulumi CLI at ${onPath} is ${found === "" ? "of no known version" : found}, not ${ENGINE_RANGE_TEXT}: another one is used.`,
    );
  }
  const version = pinnedVersion(context);
  const official = join(officialFolder(context, version), "bin", "pulumi");
  if (isExecutable(official)) return { pulumi: official, version, source: "official" };
  const built = join(builtFolder(context, version), "pulumi");
  return isExecutable(built) ? { pulumi: built, version, source: "built" } : undefined;
}

/** Installs the official engine where it can be had, else builds the pinned one from the Go module proxy. */
export async function installEngine(context: SetupContext): Promise<Engine> {
  const version = pinnedVersion(context);
  const release = await takeLock(join(context.places.cache, "engine", version), () =>
    context.say("Another setup is installing the engine; waiting for it."),
  );
  try {
    const ready = await checkEngine({ ...context, say: () => undefined });
    if (ready !== undefined) return ready;
    if (await context.online()) {
      const pulumi = await installOfficial(context, version);
      if (pulumi !== undefined) return { pulumi, version, source: "official" };
    } else {
      context.say("Pulumi's download host cannot be reached: the engine is built from the Go module proxy, which takes some minutes once.");
    }
    const pulumi = join(builtFolder(context, version), "pulumi");
    await buildGoProgram(
      {
        title: `the Pulumi engine ${version}`,
        module: join(context.places.root, "setup", "engine", "pulumi"),
        mainPackage: `${ENGINE_MODULE}/cmd/pulumi`,
        // An unstamped build prints an empty version.
        linkerFlags: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`,
        output: pulumi,
      },
      context.env,
    );
    return { pulumi, version, source: "built" };
  } finally {
    await release();
  }
}

/** The version our go.mod pins, which is also the one that is downloaded. */
export function pinnedVersion(context: SetupContext): string {
  return requiredModule(readFileSync(join(context.places.root, "setup", "engine", "pulumi", "go.mod"), "utf8"), ENGINE_MODULE);
}

/** Where a built engine and its language host lie. */
export function builtFolder(context: SetupContext, version: string): string {
  return join(context.places.cache, "engine", version, "bin");
}

function officialFolder(context: SetupContext, version: string): string {
  return join(context.places.cache, "engine", `${version}-verified`);
}

/** Undefined when the download failed or nothing is pinned for this platform; then it is built. Complete or not at all, as the build. */
async function installOfficial(context: SetupContext, version: string): Promise<string | undefined> {
  const archive = archiveName(version);
  const file = join(context.places.root, "setup", "engine", "checksums.txt");
  const sum = archive === undefined || !existsSync(file) ? undefined : pinnedSum(readFileSync(file, "utf8"), archive);
  if (archive === undefined || sum === undefined) {
    context.say(
      `The official engine is not downloaded: setup/engine/checksums.txt pins no SHA-256 of ${archive ?? `an archive for ${process.platform} ${process.arch}`}. It is built from the Go module proxy, which takes some minutes once; fix: add the line from Pulumi's own checksum file of ${version}.`,
    );
    return undefined;
  }
  const folder = officialFolder(context, version);
  const fresh = `${folder}.${process.pid}`;
  const progress = startProgress(`Downloading the Pulumi engine ${version}`);
  try {
    await downloadEngine(fresh, archive, sum);
    if (!existsSync(join(fresh, "bin", "pulumi-language-nodejs"))) throw new Error("the download holds no Node.js language host");
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
    progress.end("done");
    return join(folder, "bin", "pulumi");
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    progress.end("failed");
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
    context.say(
      `The official engine could not be downloaded (${reason}): it is built from the Go module proxy, which takes some minutes once.`,
    );
    return undefined;
  }
}

async function versionOf(pulumi: string, { env, places }: SetupContext): Promise<string> {
  // In our own home: even for its version the CLI writes a log there.
  const result = await execa(pulumi, ["version"], {
    env: { ...env, PULUMI_HOME: places.pulumiHome, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: 20_000,
  });
  return result.exitCode === 0 ? result.stdout.trim() : "";
}
