import { appendFile, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

import { setUp } from "../../../../setup/set-up.ts";
import type { EngineEnvironment } from "../../../../setup/set-up.ts";
import { Checkout } from "../../../support/checkout.ts";
import { composeProgram } from "../../../support/compose-engines.ts";
import type { ComposeGeneration } from "../../../support/compose-engines.ts";
import { Dockerd } from "../../../support/dockerd.ts";
import { Sshd } from "../../../support/sshd.ts";
import type { Ended } from "../../../support/tool.ts";

/** The name of the node in its inventory. */
export const NODE = "EDGE";

export interface Declaration {
  readonly type: "project" | "layout" | "network";
  readonly args: object;
  readonly options?: object;
}

/** A Pulumi CLI at work. */
export interface Running {
  readonly pid: number;
  /** An exit code of -1 means that a signal ended it. */
  readonly ended: Promise<Ended>;
}

/**
 * A site of one node: the real engine in a checkout of its own, whose program makes what the test declares; a real Docker
 * engine, reached through a real sshd, with one generation of Compose.
 */
export class NodeSite implements AsyncDisposable {
  readonly node: Dockerd;
  readonly sshd: Sshd;
  readonly checkout: Checkout;
  readonly #ready: EngineEnvironment;

  private constructor(node: Dockerd, sshd: Sshd, checkout: Checkout, ready: EngineEnvironment) {
    this.node = node;
    this.sshd = sshd;
    this.checkout = checkout;
    this.#ready = ready;
  }

  static async start(generation: ComposeGeneration = "v2"): Promise<NodeSite> {
    const node = await Dockerd.start();
    await installCompose(node, generation);
    const [sshd, checkout] = await Promise.all([Sshd.start(node), Checkout.prepared()]);
    // The server listens outside, so that the test reaches it; its logins see the node's own network, as its services do.
    await appendFile(path.join(sshd.folder, "sshd_config"), 'ForceCommand nsenter --target 1 --net -- sh -c "$SSH_ORIGINAL_COMMAND"\n');
    await sshd.kill();
    await sshd.listen();
    await checkout.write(
      "src/index.ts",
      (await readFile(path.join(import.meta.dirname, "program.ts"), "utf8")).replaceAll("../../../../src/", "./"),
    );
    await mkdir(checkout.path("hosts/edge"), { recursive: true });
    await checkout.write(
      "hosts/edge/capabilities.yaml",
      `container_engine: { name: docker, compose: ${generation === "v1" ? "v1" : "v2"} }\n`,
    );
    const ready = await setUp({ root: checkout.root, plugins: "offline", say: () => undefined });
    const site = new NodeSite(node, sshd, checkout, ready);
    await site.reachAt(sshd.port);
    return site;
  }

  /** Writes into the inventory on which port the node is reached, under its name and under others. */
  async reachAt(port: number, ...others: readonly string[]): Promise<void> {
    const reached = { site: "vps", address: "127.0.0.1", connection: { kind: "ssh", user: "root", port } };
    const nodes = Object.fromEntries([NODE, ...others].map((name) => [name, reached]));
    await this.checkout.write("inventory/topology.yaml", JSON.stringify({ nodes }));
  }

  /** What the program is to make, by resource name. */
  async declare(resources: Readonly<Record<string, Declaration>>, stack = "vps"): Promise<void> {
    await this.checkout.write(`declared-${stack}.json`, JSON.stringify(resources));
  }

  /** Starts the Pulumi CLI on the site. */
  start(args: readonly string[], env: Readonly<Record<string, string>> = {}, stack = "vps"): Running {
    const full = [...args, "--stack", stack, "--config-file", this.#ready.settingsFile(stack), "--non-interactive", "--color", "never"];
    const variables = { ...this.#ready.env, HOMELAB_SSH_CONFIG: this.sshd.config, ...env };
    const child = execa(this.#ready.pulumi, full, { cwd: this.checkout.root, env: variables, stdin: "ignore", all: true, reject: false });
    const ended = child.then(({ exitCode, stdout, stderr, all }) => ({ exitCode: exitCode ?? -1, stdout, stderr, all }));
    return { pid: child.pid ?? 0, ended };
  }

  /** Runs it to its end. */
  pulumi(args: readonly string[], env: Readonly<Record<string, string>> = {}, stack = "vps"): Promise<Ended> {
    return this.start(args, env, stack).ended;
  }

  up(...args: readonly string[]): Promise<Ended> {
    return this.pulumi(["up", "--yes", "--skip-preview", ...args]);
  }

  /** The stack as the backend keeps it. */
  async state(): Promise<string> {
    return (
      await execa(this.#ready.pulumi, ["stack", "export", "--stack", "vps"], {
        cwd: this.checkout.root,
        env: this.#ready.env,
        stdin: "ignore",
      })
    ).stdout;
  }

  /** Puts another state in the place of the stack's. */
  async load(state: string): Promise<void> {
    await execa(this.#ready.pulumi, ["stack", "import", "--stack", "vps"], { cwd: this.checkout.root, env: this.#ready.env, input: state });
  }

  /** Takes a resource out of the state; nothing on the node changes. */
  async forget(urn: string): Promise<void> {
    await execa(this.#ready.pulumi, ["state", "delete", urn, "--yes", "--stack", "vps"], {
      cwd: this.checkout.root,
      env: this.#ready.env,
      stdin: "ignore",
    });
  }

  /** Takes the lock of a killed engine away, as `apply` does after it has made sure that the process is gone. */
  async unlock(): Promise<void> {
    await rm(path.join(this.#ready.places.state, ".pulumi", "locks"), { recursive: true, force: true });
  }

  /** Runs a shell command on the node; its output. */
  async sh(command: string, ...args: readonly string[]): Promise<string> {
    const [program = "", ...rest] = await this.node.inside(["sh", "-c", command, "sh", ...args]);
    return (await execa(program, rest, { stdin: "ignore", env: { DOCKER_HOST: `unix://${this.node.socket}` } })).stdout;
  }

  /** The path from outside of a file below `/opt/homelab`. */
  path(file: string): string {
    return path.join(this.node.layout, file);
  }

  /** Writes a file below `/opt/homelab`. */
  async write(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(this.path(file)), { recursive: true });
    await writeFile(this.path(file), text);
  }

  /** The node's events, each parsed: a torn line makes this fail. */
  async events(): Promise<readonly { type: string; service: string; run: string; message: string }[]> {
    const text = await this.sh(`cat /opt/homelab/events/*/${NODE}/events.jsonl 2>/dev/null || true`);
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as never);
  }

  /** Waits until the run of a service is in a stage, and says which run it is. */
  async stage(service: string, stage: string): Promise<string> {
    const end = performance.now() + 60_000;
    for (;;) {
      const text = await readFile(this.path(`state/deploy/${service}.json`), "utf8").catch(() => "{}");
      const record = JSON.parse(text) as { stage?: string; outcome?: string; run?: string };
      if (record.stage === stage && record.outcome === "running") return record.run ?? "";
      if (performance.now() > end) throw new Error(`${service} did not get to ${stage}: ${text}`);
      await sleep(40);
    }
  }

  /** The process of the homelab provider that a Pulumi CLI has started. */
  async providerOf(pulumi: number): Promise<number> {
    const { stdout } = await execa("ps", ["-e", "-o", "pid=,ppid=,args="]);
    const row = stdout
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([, parent, ...args]) => Number(parent) === pulumi && args.join(" ").includes("pulumi-resource-homelab"));
    const pid = Number(row.at(-1)?.[0]);
    if (!(pid > 1)) throw new Error(`the CLI ${pulumi} has no homelab provider`);
    return pid;
  }

  /** Id and start time of a container. */
  identity(container: string): Promise<string> {
    return this.node.docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", container);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.sshd.stop(), this.node.stop(), this.checkout[Symbol.asyncDispose]()]);
  }
}

/**
 * Puts one generation before whatever `docker-compose` the machine has, for this node only: seen from inside, it lies in
 * `/usr/local/bin`. The machine itself needs no such file and gets none.
 */
export async function installCompose(node: Dockerd, generation: ComposeGeneration): Promise<void> {
  const program = await composeProgram(generation);
  const folder = path.join(node.folder, "bin");
  await mkdir(folder, { recursive: true });
  await symlink(path.isAbsolute(program) ? program : `/usr/bin/${program}`, path.join(folder, "docker-compose"));
  await coverPrograms(node, folder);
}

/** Lets a folder's programs come before the node's own, seen from inside only. */
async function coverPrograms(node: Dockerd, folder: string): Promise<void> {
  const options = ["-t", "overlay", "-o", `lowerdir=${folder}:/usr/local/bin`];
  const [file = "", ...args] = await node.inside(["mount", ...options, "homelab-programs", "/usr/local/bin"]);
  await execa(file, args);
}
