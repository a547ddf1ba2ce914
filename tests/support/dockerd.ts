import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

import { requirePackage } from "./debian-packages.ts";
import { currentEngine } from "./engine-current.ts";
import type { EngineFiles } from "./engine-current.ts";

/** `debian` is this machine's own (20.10 with bookworm), `current` the newest that Debian has packaged. */
export type EngineAge = "debian" | "current";

/**
 * A node of its own on this machine: a real Docker engine in its own mount, network and process namespaces, so that its
 * `/opt/homelab` and `/home`, its published ports and its processes are nobody else's, and all of it ends with one process.
 * The engine's socket and the tree of `/opt/homelab` lie in `folder` and can be reached from outside as well.
 */
export class Dockerd implements AsyncDisposable {
  readonly folder: string;
  /** The engine's socket, as seen from in- and outside. */
  readonly socket: string;
  /** What is `/opt/homelab` inside, as seen from outside. */
  readonly layout: string;
  readonly engine: EngineAge;
  readonly #init: ChildProcess;
  readonly #files: EngineFiles | undefined;

  private constructor(folder: string, init: ChildProcess, files: EngineFiles | undefined) {
    this.folder = folder;
    this.engine = files === undefined ? "debian" : "current";
    this.#files = files;
    this.socket = join(folder, "docker.sock");
    this.layout = join(folder, "opt-homelab");
    this.#init = init;
  }

  /** Starts a node with an empty engine; throws one sentence when this machine lacks a part. */
  static async start({ engine = "debian" }: { readonly engine?: EngineAge } = {}): Promise<Dockerd> {
    if (process.getuid?.() !== 0) throw new Error("tests with a Docker engine of their own need root");
    await requirePackage("/usr/sbin/dockerd", "docker.io");
    const files = engine === "current" ? await currentEngine() : undefined;
    const folder = await mkdtemp(join(tmpdir(), "hl-node-"));
    await mkdir(join(folder, "opt-homelab"));
    await mkdir("/opt/homelab", { recursive: true });
    const init = spawn(
      "setpriv",
      [
        // When this process dies, so does the node: nobody would be left to end it.
        "--pdeathsig",
        "SIGKILL",
        "--",
        "unshare",
        "--mount",
        "--net",
        "--pid",
        "--fork",
        "--mount-proc",
        "--kill-child=SIGKILL",
        "--propagation",
        "private",
        "--",
        "sh",
        "-c",
        'mount --bind "$1" /opt/homelab && mount -t tmpfs none /home && ip link set lo up && touch "$2" && exec sleep infinity',
        "sh",
        join(folder, "opt-homelab"),
        join(folder, "up"),
      ],
      { stdio: "ignore" },
    );
    const node = new Dockerd(folder, init, files);
    await until(() => existsSync(join(folder, "up")), "the namespaces", folder);
    await node.#configure();
    await node.startEngine();
    return node;
  }

  /** The command line that runs a program inside: `[nsenter, …, program]`. The network is left out for `net: false`. */
  async inside(argv: readonly string[], { net = true } = {}): Promise<string[]> {
    const pid = await this.#innerPid();
    return ["nsenter", "--target", pid, "--mount", "--pid", ...(net ? ["--net"] : []), "--", ...argv];
  }

  /** Starts the engine, and waits until it answers. */
  async startEngine(): Promise<void> {
    const [program = "", ...args] = await this.inside([
      this.#files?.dockerd ?? "dockerd",
      "--config-file",
      join(this.folder, "daemon.json"),
      "--data-root",
      join(this.folder, "data"),
      "--exec-root",
      join(this.folder, "exec"),
      "--pidfile",
      join(this.folder, "dockerd.pid"),
      "--host",
      `unix://${this.socket}`,
    ]);
    // The engine finds containerd, its shim and the proxy of ports on the PATH.
    const env = this.#files === undefined ? process.env : { ...process.env, PATH: `${this.#files.path}:${process.env["PATH"] ?? ""}` };
    const engine = spawn(program, args, { stdio: "ignore", env });
    engine.on("error", () => undefined);
    await until(async () => (await this.tryDocker("version")).exitCode === 0, "the engine", this.folder);
  }

  /** Ends the engine with a signal; its containers go on, as they do on a node. */
  async stopEngine(signal: "TERM" | "KILL" = "TERM"): Promise<void> {
    const pid = (await readFile(join(this.folder, "dockerd.pid"), "utf8")).trim();
    const [program = "", ...args] = await this.inside(["kill", `-${signal}`, pid]);
    await execa(program, args);
    // It closes its socket first and ends its containers afterwards; a next one can only start when it has ended itself.
    const [ask = "", ...asked] = await this.inside(["kill", "-0", pid]);
    await until(async () => (await execa(ask, asked, { reject: false })).exitCode !== 0, "the end of the engine", this.folder);
    await rm(join(this.folder, "dockerd.pid"), { force: true });
  }

  /** Runs the Docker CLI on the engine; its output without the last line break. Throws when it fails. */
  async docker(...args: readonly string[]): Promise<string> {
    const result = await this.tryDocker(...args);
    if (result.exitCode !== 0) throw new Error(`docker ${args.join(" ")}: ${result.stderr}`);
    return result.stdout;
  }

  async tryDocker(...args: readonly string[]): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
    const { exitCode, stdout, stderr } = await execa(this.#files?.docker ?? "docker", ["--host", `unix://${this.socket}`, ...args], {
      reject: false,
      stdin: "ignore",
    });
    return { exitCode, stdout, stderr };
  }

  /** Removes every container and network, keeps images and volumes. */
  async clear(): Promise<void> {
    const containers = (await this.docker("ps", "--all", "--quiet")).split("\n").filter((id) => id !== "");
    if (containers.length > 0) await this.docker("rm", "--force", ...containers);
    await this.docker("network", "prune", "--force");
  }

  async stop(): Promise<void> {
    // Containers first: their control groups are this machine's, too.
    await this.clear().catch(() => undefined);
    await this.stopEngine().catch(() => undefined);
    const ended = once(this.#init, "exit");
    // `unshare` lets nothing milder through; with it goes the first process inside, and with that all others.
    this.#init.kill("SIGKILL");
    await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #innerPid(): Promise<string> {
    const outer = this.#init.pid ?? 0;
    return (await readFile(`/proc/${outer}/task/${outer}/children`, "utf8")).trim().split(" ")[0] ?? "";
  }

  /**
   * No iptables, since the kernels of test machines often lack parts of it. Where the right to lower an
   * `oom_score_adj` is missing (CAP_SYS_RESOURCE), a wrapper takes a negative one and that capability out before runc sees
   * them; the engine still shows them.
   */
  async #configure(): Promise<void> {
    const wrapper = join(this.folder, "runc");
    await writeFile(wrapper, RUNC_WRAPPER.replace("exec runc", `exec ${this.#files?.runc ?? "runc"}`));
    await chmod(wrapper, 0o755);
    const runtimes = { default: { path: wrapper } };
    const newer = this.#files === undefined ? {} : { "init-path": this.#files.init, "cdi-spec-dirs": [join(this.folder, "cdi")] };
    await mkdir(join(this.folder, "cdi"));
    const settings = { iptables: false, ip6tables: false, bridge: "none", runtimes, "default-runtime": "default", ...newer };
    await writeFile(join(this.folder, "daemon.json"), JSON.stringify(settings));
  }
}

const RUNC_WRAPPER = `#!/bin/sh
previous=
for argument in "$@"; do
  if [ "$previous" = --bundle ]; then bundle=$argument; fi
  previous=$argument
done
if [ -n "$bundle" ] && [ -f "$bundle/config.json" ]; then
  sed -i 's/"oomScoreAdj":-[0-9]*/"oomScoreAdj":0/; s/"CAP_SYS_RESOURCE",//g' "$bundle/config.json"
fi
exec runc "$@"
`;

async function until(done: () => boolean | Promise<boolean>, what: string, folder: string): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`${what} of the node in ${folder} did not come in 30 s`);
    await sleep(50);
  }
}
