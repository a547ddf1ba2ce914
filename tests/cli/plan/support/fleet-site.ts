import { cp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";

import type { Manifest } from "../../../../cli/plan/manifest.ts";
import type { ExportedState, StateResource } from "../../../../cli/plan/state.ts";
import { NodeSite } from "../../../provider/deploy/support/node-site.ts";
import { repository } from "../../../support/checkout.ts";
import { importImage } from "../../../support/images.ts";
import { runTool } from "../../../support/tool.ts";
import type { Ended } from "../../../support/tool.ts";
import { IMAGE, SITE, topologyNode, writeFleet, writeNode } from "./fleet.ts";

/** A value of the node's env file that may turn up nowhere. */
export const SECRET = "mArKeD-n0de-S3cret";
/** An address of the ranges for documentation, where nobody answers. */
const NOBODY = "192.0.2.1";

/** What `npm run plan -- --json` says; what the tests look at. */
export interface PlanDocument {
  readonly bundle: string;
  readonly sha256: string;
  readonly commit: string;
  readonly unreachable: readonly { readonly node: string }[];
  readonly restarts: readonly { readonly container: string; readonly action: string }[];
  readonly resources: readonly {
    readonly operation: string;
    readonly name: string;
    readonly changes: readonly { readonly path: string }[];
  }[];
}

/** A state in which there is something. */
export type StateDocument = ExportedState & { readonly deployment: { readonly resources: readonly StateResource[] } };

/**
 * The real program and the real commands in a git checkout of their own, over a fleet of one node with two services, which is a
 * real Docker engine behind a real sshd. It is applied once, so that the state and the node are in sync.
 */
export class FleetSite implements AsyncDisposable {
  readonly site: NodeSite;

  private constructor(site: NodeSite) {
    this.site = site;
  }

  static async start(): Promise<FleetSite> {
    const site = await NodeSite.start("v2");
    const { checkout, sshd } = site;
    // Another fleet: its one site has its settings, and those of sites that it has not would be refused.
    const others = ["chelsty", "core", "vps"].map((name) => `Pulumi.${name}.yaml`);
    for (const name of ["inventory", "hosts", "services", ...others]) await rm(checkout.path(name), { recursive: true });
    await cp(path.join(repository, "src/index.ts"), checkout.path("src/index.ts"));
    const fleet = new FleetSite(site);
    try {
      await writeFleet(checkout.root, sshd.port);
      await fleet.git("init", "--quiet", "--initial-branch", "main");
      await fleet.commit("the fleet");
      await importImage(site.node, IMAGE);
      await site.write("config/web/.env", `WEB_TOKEN='${SECRET}'\n`);
      const up = await site.pulumi(["up", "--yes", "--skip-preview"], {}, SITE);
      if (up.exitCode !== 0) throw new Error(up.all);
    } catch (error) {
      await fleet[Symbol.asyncDispose]();
      throw error;
    }
    return fleet;
  }

  get root(): string {
    return this.site.checkout.root;
  }

  /** Where the stack's records and locks are. */
  get backend(): string {
    return path.join(this.root, ".homelab", "state");
  }

  async git(...args: readonly string[]): Promise<string> {
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.net", "-c", "commit.gpgsign=false"];
    return (await execa("git", ["-C", this.root, ...identity, ...args], { stdin: "ignore" })).stdout;
  }

  /** Commits everything; the commit comes back. */
  async commit(message: string): Promise<string> {
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  /** Changes a file of the checkout and commits it. */
  async change(file: string, search: string | RegExp, replacement: string): Promise<string> {
    await this.site.checkout.replace(file, search, replacement);
    return this.commit(`change ${file}`);
  }

  /** Runs one of the commands, with a clock of the test's when one is given. */
  tool(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return runTool(this.root, command, args, { HOMELAB_SSH_CONFIG: this.site.sshd.config, ...env });
  }

  /** Makes a plan; throws what the command said when there is none. */
  async plan(...args: readonly string[]): Promise<PlanDocument> {
    const ended = await this.tool("plan", [SITE, "--json", ...args]);
    if (ended.exitCode !== 0) throw new Error(ended.all);
    return JSON.parse(ended.stdout) as PlanDocument;
  }

  /** Applies a plan as approved by its own sum. */
  apply({ bundle, sha256 }: Pick<PlanDocument, "bundle" | "sha256">, ...args: readonly string[]): Promise<Ended> {
    return this.tool("apply", [bundle, "--sha256", sha256, "--approved-by", "Ada", ...args]);
  }

  async manifest(bundle: string): Promise<Manifest> {
    return JSON.parse(await readFile(path.join(bundle, "manifest.json"), "utf8")) as Manifest;
  }

  /** What may not change when something is refused: every container with its start time, and the stack as it is stored. */
  async untouched(): Promise<string> {
    const ids = (await this.site.node.docker("ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.Status}}")).replace(
      / Up .*/g,
      " Up",
    );
    const stored = await readFile(path.join(this.backend, ".pulumi", "stacks", "homelab", `${SITE}.json`), "utf8");
    const limits = await this.site.node.docker(
      "inspect",
      "--format",
      "{{.Name}} {{.HostConfig.Memory}} {{.State.StartedAt}}",
      "web",
      "web-cache",
      "notes",
      "node-agent",
    );
    return [ids.split("\n").sort().join("\n"), stored, limits].join("\n");
  }

  /** The state as `pulumi stack export` writes it. */
  async state(): Promise<StateDocument> {
    const ended = await this.tool("pulumi", ["stack", "export", "--stack", SITE]);
    return JSON.parse(ended.stdout) as StateDocument;
  }

  /** Puts a state in the place of the stack's. */
  async importState(state: StateDocument): Promise<void> {
    const file = path.join(this.root, ".homelab", "state-of-a-test.json");
    await writeFile(file, JSON.stringify(state));
    const ended = await this.tool("pulumi", ["stack", "import", "--file", file, "--stack", SITE]);
    if (ended.exitCode !== 0) throw new Error(ended.all);
  }

  memoryOf(container: string): Promise<string> {
    return this.site.node.docker("inspect", "--format", "{{.HostConfig.Memory}}", container);
  }

  /** Adds a node that nobody answers for, with a service on it. */
  async addDeadNode(): Promise<void> {
    await this.site.checkout.replace("inventory/topology.yaml", /^nodes:\n/m, `nodes:\n${topologyNode("GONE", NOBODY, 22)}`);
    await writeNode(this.root, "GONE", ["node-agent"]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]();
  }
}
