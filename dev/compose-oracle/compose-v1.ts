import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { ExpectedError } from "../../setup/expected.ts";
import { withLock } from "../../setup/lock.ts";

/** The last Compose v1, which some nodes still run. */
export const COMPOSE_V1_VERSION = "1.29.2";

/**
 * The real Compose v1: the one on PATH, else Debian's package, which root may install.
 * @returns the command to call.
 * @throws ExpectedError one sentence, when there is none and none can be installed.
 */
export async function composeV1(): Promise<string> {
  if ((await installedVersion()) === COMPOSE_V1_VERSION) return "docker-compose";
  return withLock(join(tmpdir(), "homelab-compose-v1.lock"), async () => {
    if ((await installedVersion()) === COMPOSE_V1_VERSION) return "docker-compose";
    if (process.getuid?.() !== 0) {
      throw new ExpectedError(
        `docker-compose ${COMPOSE_V1_VERSION} is not installed and only root may install it: apt-get install docker-compose`,
      );
    }
    process.stderr.write(`Installing docker-compose ${COMPOSE_V1_VERSION} from Debian's packages …\n`);
    await apt(["update"]);
    await apt(["install", "--yes", "--no-install-recommends", "docker-compose"]);
    const version = await installedVersion();
    if (version === COMPOSE_V1_VERSION) return "docker-compose";
    throw new ExpectedError(`this system's package is docker-compose ${version ?? "of no version"}, not ${COMPOSE_V1_VERSION}`);
  });
}

async function installedVersion(): Promise<string | undefined> {
  const result = await execa("docker-compose", ["version", "--short"], { reject: false, stdin: "ignore" });
  return result.exitCode === 0 ? result.stdout.trim().replace(/^v/, "") : undefined;
}

async function apt(args: readonly string[]): Promise<void> {
  const result = await execa("apt-get", ["-q", ...args], { reject: false, stdin: "ignore", env: { DEBIAN_FRONTEND: "noninteractive" } });
  if (result.exitCode === 0) return;
  const reason = result.stderr
    .split("\n")
    .filter((line) => line.trim() !== "")
    .at(-1);
  throw new ExpectedError(`apt-get ${args[0] ?? ""} failed: ${reason ?? result.shortMessage}`);
}
