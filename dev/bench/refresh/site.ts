import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { installCompose } from "../../../tests/provider/deploy/support/node-site.ts";
import { Checkout, repository } from "../../../tests/support/checkout.ts";
import { Dockerd } from "../../../tests/support/dockerd.ts";
import { importImage } from "../../../tests/support/images.ts";
import { Sshd } from "../../../tests/support/sshd.ts";
import { setUp, type EngineEnvironment } from "../../../setup/set-up.ts";
import { createStack } from "../engine.ts";
import { writeBareProject } from "../preview/bare.ts";
import { declarations, IMAGE, NODE, projectName, subnet } from "./projects.ts";

interface Resource {
  readonly urn: string;
}

interface Deployment {
  /** A stack that nothing was ever done with has no resources at all. */
  readonly deployment: { readonly resources?: Resource[] };
}

/**
 * One node with a Docker engine of its own, and a checkout whose program declares that node's projects. Pulumi runs inside
 * the node, where `/opt/homelab` is the node's, so that a local connection reads what it would read there.
 */
export class RefreshSite implements AsyncDisposable {
  readonly node: Dockerd;
  readonly sshd: Sshd;
  readonly #checkout: Checkout;
  readonly #engine: EngineEnvironment;
  #bareEnv: Readonly<Record<string, string>> = {};

  private constructor(node: Dockerd, sshd: Sshd, checkout: Checkout, engine: EngineEnvironment) {
    this.node = node;
    this.sshd = sshd;
    this.#checkout = checkout;
    this.#engine = engine;
  }

  static async start(): Promise<RefreshSite> {
    const node = await Dockerd.start();
    await installCompose(node, "v2");
    await importImage(node, IMAGE);
    const [sshd, checkout] = await Promise.all([Sshd.start(node), Checkout.create()]);
    const program = path.join(repository, "tests/provider/deploy/support/program.ts");
    await checkout.write("src/index.ts", (await readFile(program, "utf8")).replaceAll("../../../../src/", "./"));
    await mkdir(checkout.path("hosts/edge"), { recursive: true });
    await checkout.write("hosts/edge/capabilities.yaml", "container_engine: { name: docker, compose: v2 }\n");
    const site = new RefreshSite(node, sshd, checkout, await setUp({ root: checkout.root, plugins: "offline", say: () => undefined }));
    await mkdir(site.#bare);
    await writeBareProject(site.#bare, repository);
    site.#bareEnv = await createStack(site.#engine, site.#bare, "bare");
    await site.reachLocally();
    return site;
  }

  get #bare(): string {
    return this.#checkout.path("bare-bench");
  }

  async reachLocally(): Promise<void> {
    await this.#reach({ address: "localhost", connection: { kind: "local", socket: this.node.socket } });
  }

  /** @param port of the server or of a relay in front of it */
  async reachBySsh(port: number): Promise<void> {
    await this.#reach({ address: "127.0.0.1", connection: { kind: "ssh", user: "root", port } });
  }

  async #reach(how: object): Promise<void> {
    await this.#checkout.write("inventory/topology.yaml", JSON.stringify({ nodes: { [NODE]: { site: "vps", ...how } } }));
  }

  /**
   * Makes program and state hold `count` projects. The first time the provider's own `up` takes over a project that Compose
   * started; the others' state is made from what that wrote, and holds when a refreshing preview then proposes nothing.
   */
  async declare(count: number): Promise<void> {
    if (!(await this.#state()).some(isProject)) {
      await this.#write(1);
      await this.#pulumi(["up", "--yes", "--skip-preview"]);
    }
    const before = await this.#deployment();
    const first = before.deployment.resources?.find(isProject);
    if (first === undefined) throw new Error("up left no project in the state");
    const others = (before.deployment.resources ?? []).filter((resource) => !isProject(resource));
    const text = JSON.stringify(first);
    const projects = Array.from(
      { length: count },
      (_, index) => JSON.parse(text.replaceAll(projectName(0), projectName(index)).replaceAll(subnet(0), subnet(index))) as Resource,
    );
    const file = this.#checkout.path("state.json");
    await writeFile(file, JSON.stringify({ ...before, deployment: { ...before.deployment, resources: [...others, ...projects] } }));
    await this.#pulumi(["stack", "import", "--file", file]);
    await this.#write(count);
  }

  async #write(count: number): Promise<void> {
    await this.#checkout.write("declared-vps.json", JSON.stringify(declarations(count)));
  }

  /** A preview of the projects by the engine alone; its output. */
  preview(...args: readonly string[]): Promise<string> {
    return this.#pulumi(["preview", ...args]);
  }

  /** The same as a person has it, `npm run pulumi -- preview`, without npm and in a person's own environment. */
  async command(...args: readonly string[]): Promise<string> {
    // In there the folder that a process is started in is none of its file system.
    const argv = [
      "env",
      "-C",
      this.#checkout.root,
      process.execPath,
      this.#checkout.path("cli/start.mjs"),
      "pulumi",
      "preview",
      "--stack",
      "vps",
      "--non-interactive",
      "--color",
      "never",
      ...args,
    ];
    return this.#inside(argv, { HOMELAB_SSH_CONFIG: this.sshd.config });
  }

  /** A preview of `resources` that nobody looks after: none is the empty program. */
  async bare(resources: number, cached: boolean): Promise<void> {
    const cache = cached ? {} : { NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: "1" };
    await this.#run(this.#bare, ["preview", "--stack", "bare"], { ...this.#bareEnv, BARE_RESOURCES: String(resources), ...cache });
  }

  #pulumi(args: readonly string[]): Promise<string> {
    const settings = args[0] === "stack" ? [] : ["--config-file", this.#engine.settingsFile("vps")];
    return this.#run(this.#checkout.root, [...args, "--stack", "vps", ...settings], { HOMELAB_SSH_CONFIG: this.sshd.config });
  }

  async #run(folder: string, args: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<string> {
    return this.#inside([this.#engine.pulumi, "--cwd", folder, "--non-interactive", "--color", "never", ...args], {
      ...this.#engine.env,
      ...env,
    });
  }

  async #inside(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<string> {
    const [program = "", ...args] = await this.node.inside(argv, { net: false });
    const { all } = await execa(program, args, { env, stdin: "ignore", all: true });
    return all;
  }

  async #deployment(): Promise<Deployment> {
    return JSON.parse(await this.#pulumi(["stack", "export"])) as Deployment;
  }

  async #state(): Promise<readonly Resource[]> {
    return (await this.#deployment()).deployment.resources ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.sshd.stop(), this.node.stop(), this.#checkout[Symbol.asyncDispose]()]);
  }
}

function isProject({ urn }: Resource): boolean {
  return urn.includes("homelab:compose:Project::");
}
