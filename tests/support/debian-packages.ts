import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

import { withLock } from "../../setup/lock.ts";

/**
 * Makes sure that a program of a Debian package is there; root may install it. Throws one sentence, saying which package
 * is missing, when it may not or cannot.
 */
export async function requirePackage(program: string, name: string): Promise<void> {
  if (existsSync(program)) return;
  await withLock(join(tmpdir(), "homelab-apt.lock"), async () => {
    if (existsSync(program)) return;
    if (process.getuid?.() !== 0) throw new Error(`${program} is missing and only root may install it: apt-get install ${name}`);
    process.stderr.write(`Installing ${name} from Debian's packages …\n`);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await execa("apt-get", ["-q", "update"], { reject: false, stdin: "ignore", env });
    const result = await execa("apt-get", ["-q", "install", "--yes", "--no-install-recommends", name], {
      reject: false,
      stdin: "ignore",
      env,
    });
    if (!existsSync(program))
      throw new Error(`${program} is missing and apt-get install ${name} did not bring it: ${result.stderr.slice(-300)}`);
  });
}
