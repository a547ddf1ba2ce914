import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

import { withLock } from "../../setup/lock.ts";

/** The suite that has the newest engine; Debian's own suites carry 20.10 (bookworm) and 26 (trixie). */
const SUITE = "sid";
const ENGINE = ["docker.io", "docker-cli", "containerd", "runc", "tini-static"];
/** What the engine is linked with: this machine's own C library may be older than the one it was built for. */
const LIBRARIES = ["libc6", "libseccomp2", "libsystemd0", "libcap2", "libgcrypt20", "liblzma5", "libzstd1", "liblz4-1", "libgpg-error0"];
const PATCHER = ["patchelf", "libstdc++6", "libgcc-s1"];
const PROGRAMS = ["bin/docker", "bin/containerd", "bin/containerd-shim-runc-v2", "sbin/dockerd", "sbin/docker-proxy", "sbin/runc"];

/** A Docker engine in a folder of its own. */
export interface EngineFiles {
  /** The folders with its programs, first on the PATH of the daemon. */
  readonly path: string;
  readonly dockerd: string;
  readonly docker: string;
  readonly runc: string;
  readonly init: string;
  /** Such as `28.5.2`. */
  readonly version: string;
}

/**
 * The current engine beside this machine's own: taken from Debian's newest suite by the mirror that this machine uses, and
 * unpacked into a folder of the cache, once. Nothing is installed, and apt's own lists stay as they are.
 * @throws Error one sentence when it cannot be had
 */
export async function currentEngine(): Promise<EngineFiles> {
  const folder = engineFolder();
  if (!existsSync(join(folder, "version"))) {
    await mkdir(folder, { recursive: true });
    await withLock(join(folder, "..", ".getting-engine"), async () => {
      if (!existsSync(join(folder, "version"))) await unpackEngine(folder);
    });
  }
  const usr = join(folder, "usr");
  return {
    path: `${join(usr, "sbin")}:${join(usr, "bin")}`,
    dockerd: join(usr, "sbin/dockerd"),
    docker: join(usr, "bin/docker"),
    runc: join(usr, "sbin/runc"),
    init: join(usr, "bin/tini-static"),
    version: (await readFile(join(folder, "version"), "utf8")).trim(),
  };
}

function engineFolder(): string {
  const cache = process.env["XDG_CACHE_HOME"] ?? "";
  return join(cache === "" ? join(homedir(), ".cache") : cache, "homelab", "docker-current");
}

async function unpackEngine(folder: string): Promise<void> {
  process.stderr.write(`Unpacking a current Docker engine from Debian's packages (${SUITE}) …\n`);
  const fresh = `${folder}.${process.pid}`;
  const apt = join(fresh, "apt");
  try {
    for (const part of ["lists/partial", "cache/archives/partial", "debs"]) await mkdir(join(apt, part), { recursive: true });
    await writeFile(join(apt, "sources.list"), await sources());
    await writeFile(join(apt, "status"), "");
    const options = [
      ["Dir::Etc::SourceList", join(apt, "sources.list")],
      ["Dir::Etc::SourceParts", "/dev/null"],
      ["Dir::Etc::Preferences", "/dev/null"],
      ["Dir::Etc::PreferencesParts", "/dev/null"],
      ["Dir::State::Lists", join(apt, "lists")],
      ["Dir::State::status", join(apt, "status")],
      ["Dir::Cache", join(apt, "cache")],
      // Only the packages' index: no translations, no icons.
      ["Acquire::Languages", "none"],
      ["Acquire::IndexTargets::deb::DEP-11::DefaultEnabled", "false"],
      ["APT::Sandbox::User", "root"],
    ].flatMap(([name = "", value = ""]) => ["-o", `${name}=${value}`]);
    await step("apt-get", [...options, "-q", "update"], apt);
    await step("apt-get", [...options, "-q", "download", ...ENGINE, ...LIBRARIES, ...PATCHER], join(apt, "debs"));
    for (const name of await readdir(join(apt, "debs"))) await step("dpkg-deb", ["-x", join(apt, "debs", name), fresh], fresh);
    await rm(apt, { recursive: true });
    await bindToOwnLibraries(fresh, folder);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
    const { stdout } = await execa(join(folder, "usr/sbin/dockerd"), ["--version"]);
    const version = /version ([0-9.]+)/.exec(stdout)?.[1];
    if (version === undefined) throw new Error(`the current engine does not say its version: ${stdout}`);
    await writeFile(join(folder, "version"), `${version}\n`);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** The newest suite by the mirror that this machine has for Debian. */
async function sources(): Promise<string> {
  const format = "$(REPO_URI)";
  const { stdout } = await execa("apt-get", ["indextargets", "--format", format, "Created-By: Packages"], { reject: false });
  const mirror = stdout.split("\n").find((uri) => /\/debian\/?$/.test(uri));
  if (mirror === undefined)
    throw new Error("a current Docker engine comes from Debian's packages, and this machine's apt knows no Debian mirror");
  const key = "/usr/share/keyrings/debian-archive-keyring.gpg";
  return `deb ${existsSync(key) ? `[signed-by=${key}] ` : ""}${mirror} ${SUITE} main\n`;
}

/** The programs load the libraries they came with, wherever they are started; `target` is where the folder will be. */
async function bindToOwnLibraries(fresh: string, target: string): Promise<void> {
  const [triplet = ""] = (await readdir(join(fresh, "usr/lib"))).filter((name) => name.endsWith("-linux-gnu"));
  const libraries = join("usr/lib", triplet);
  const loader = (await readdir(join(fresh, libraries))).find((name) => /^ld-linux.*\.so\.\d+$/.test(name)) ?? "";
  const run = [join(fresh, libraries, loader), "--library-path", join(fresh, libraries), join(fresh, "usr/bin/patchelf")];
  const change = ["--set-interpreter", join(target, libraries, loader), "--force-rpath", "--set-rpath", join(target, libraries)];
  for (const program of PROGRAMS) {
    const [command = "", ...rest] = run;
    await step(command, [...rest, ...change, join(fresh, "usr", program)], fresh);
  }
}

async function step(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, stderr } = await execa(program, args, { reject: false, stdin: "ignore", cwd });
  if (exitCode !== 0)
    throw new Error(
      `a current Docker engine could not be unpacked: ${program} ended with ${exitCode ?? "a signal"}: ${stderr.slice(-300)}`,
    );
}
