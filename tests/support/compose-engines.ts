import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

import { composeV1 } from "../../dev/compose-oracle/compose-v1.ts";
import { composeV2 } from "../../dev/compose-oracle/compose-v2.ts";
import { withLock } from "../../setup/lock.ts";
import { buildGoProgram } from "../../setup/go.ts";

const V5 = "5.1.0";
const V5_MODULE = "github.com/docker/compose/v5";

/** The real Compose programs that nodes run, by their generation. */
export type ComposeGeneration = "v1" | "v2" | "v5";

/** A Compose program; throws one sentence when it can be neither found nor built nor installed. */
export function composeProgram(generation: ComposeGeneration): Promise<string> {
  return generation === "v1" ? composeV1() : generation === "v2" ? composeV2() : composeV5();
}

/** Compose 5 from the Go module proxy, built once into the cache beside version 2. */
async function composeV5(): Promise<string> {
  const cache = process.env["XDG_CACHE_HOME"] ?? "";
  const folder = join(cache === "" ? join(homedir(), ".cache") : cache, "homelab", "compose", V5);
  const output = join(folder, "docker-compose");
  if (existsSync(output)) return output;
  mkdirSync(folder, { recursive: true });
  return withLock(join(folder, ".building"), async () => {
    if (existsSync(output)) return output;
    const module = join(import.meta.dirname, "compose-v5");
    const linkerFlags = `-X ${V5_MODULE}/internal.Version=v${V5}`;
    await buildGoProgram(
      { title: `the real Compose ${V5}`, module, mainPackage: `${V5_MODULE}/cmd`, linkerFlags, output },
      { ...process.env, GOFLAGS: "-mod=readonly" },
    );
    return output;
  });
}

export interface ComposeRun {
  readonly generation: ComposeGeneration;
  readonly socket: string;
  readonly project: string;
  /** The project directory; relative paths of the document start there. */
  readonly directory: string;
  readonly file: string;
  readonly envFile?: string;
  /** Whether the engine is a current one, to which every Compose speaks as it likes. @default false */
  readonly current?: boolean;
}

/** Runs Compose as a person on the node would, without anything of this process's environment; throws when it fails. */
export async function compose(run: ComposeRun, ...args: readonly string[]): Promise<void> {
  const program = await composeProgram(run.generation);
  await execa(
    program,
    [
      "--project-name",
      run.project,
      "--project-directory",
      run.directory,
      "--file",
      run.file,
      ...(run.envFile === undefined ? [] : ["--env-file", run.envFile]),
      ...args,
    ],
    {
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: "/nonexistent",
        DOCKER_HOST: `unix://${run.socket}`,
        // The engine of Debian is older than the oldest API that Compose 5 asks for by itself.
        ...(run.current === true ? {} : { DOCKER_API_VERSION: "1.41" }),
      },
      extendEnv: false,
      stdin: "ignore",
    },
  );
}
