import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ExpectedError } from "../../setup/expected.ts";
import { buildGoProgram } from "../../setup/go.ts";
import { requiredModule } from "../../setup/version.ts";
import { withLock } from "../../setup/lock.ts";

const MODULE = "github.com/docker/compose/v2";

/** The version that go.mod pins, without its `v`; what the model is compared with. */
export function composeV2Version(): string {
  return requiredModule(readFileSync(join(import.meta.dirname, "go.mod"), "utf8"), MODULE);
}

/**
 * The real Compose v2, built once from the Go module proxy into
 * `${XDG_CACHE_HOME:-~/.cache}/homelab/compose/<version>/docker-compose` (two minutes on two cores) and stamped with its
 * version. Progress goes to stderr; an interrupted build is taken up again by the next call.
 * @returns the path of the executable.
 * @throws ExpectedError one sentence, when Go or the module proxy is missing.
 */
export async function composeV2(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const version = composeV2Version();
  const cache = env["XDG_CACHE_HOME"] ?? "";
  const folder = join(cache === "" ? join(homedir(), ".cache") : cache, "homelab", "compose", version);
  const output = join(folder, "docker-compose");
  if (existsSync(output)) return output;
  mkdirSync(folder, { recursive: true });
  return withLock(join(folder, ".building"), async () => {
    if (existsSync(output)) return output;
    try {
      await buildGoProgram(
        {
          title: `the real Compose ${version}`,
          module: import.meta.dirname,
          mainPackage: `${MODULE}/cmd`,
          linkerFlags: `-X ${MODULE}/internal.Version=v${version}`,
          output,
        },
        { ...env, GOFLAGS: "-mod=readonly" },
      );
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      throw new ExpectedError(
        `the Compose that the model is compared with is missing; it needs Go and the Go module proxy (${error.message})`,
      );
    }
    return output;
  });
}
