import { mkdir } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { installCompose } from "../../../tests/provider/deploy/support/node-site.ts";
import { Checkout, repository } from "../../../tests/support/checkout.ts";
import { Dockerd } from "../../../tests/support/dockerd.ts";
import { importImage } from "../../../tests/support/images.ts";
import { writeFleet } from "../../../tests/cli/drift/support/fleet.ts";
import type { Fleet } from "../../../tests/cli/drift/support/fleet.ts";
import { setUp, type EngineEnvironment } from "../../../setup/set-up.ts";
import { createStack } from "../engine.ts";
import { writeBareProject } from "../preview/bare.ts";
import { documentOf, IMAGE, projectName } from "../refresh/projects.ts";

/**
 * One Docker engine and a checkout with the project's own program. Every command runs inside the node, where `/opt/homelab` is
 * the node's, so that a local connection reads what it would read there.
 */
export class DriftSite implements AsyncDisposable {
  readonly node: Dockerd;
  readonly #checkout: Checkout;
  readonly #engine: EngineEnvironment;
  #bareEnv: Readonly<Record<string, string>> = {};

  private constructor(node: Dockerd, checkout: Checkout, engine: EngineEnvironment) {
    this.node = node;
    this.#checkout = checkout;
    this.#engine = engine;
  }

  static async start(): Promise<DriftSite> {
    const [node, checkout] = await Promise.all([Dockerd.start(), Checkout.create()]);
    await installCompose(node, "v2");
    await importImage(node, IMAGE);
    const site = new DriftSite(node, checkout, await setUp({ root: checkout.root, plugins: "offline", say: () => undefined }));
    await mkdir(site.#bare);
    await writeBareProject(site.#bare, repository);
    site.#bareEnv = await createStack(site.#engine, site.#bare, "bare");
    return site;
  }

  get #bare(): string {
    return this.#checkout.path("bare-bench");
  }

  /** Lists projects by site, each site one node with these numbers of projects; all nodes are this one engine. */
  async declare(sites: Readonly<Record<string, readonly number[]>>): Promise<void> {
    const fleet: Fleet = Object.fromEntries(
      Object.entries(sites).map(([site, numbers]) => [
        `${site.toUpperCase()}-NODE`,
        {
          site,
          reach: { kind: "local", socket: this.node.socket },
          services: Object.fromEntries(numbers.map((index) => [projectName(index), { document: documentOf(index) }])),
        },
      ]),
    );
    await writeFleet(this.#checkout.root, Object.keys(sites)[0] ?? "saturn", fleet);
  }

  /** `pulumi preview` of the empty program without a compile cache. */
  async floor(): Promise<void> {
    await this.#run([this.#engine.pulumi, "--cwd", this.#bare, "preview", "--stack", "bare", "--non-interactive"], {
      ...this.#engine.env,
      ...this.#bareEnv,
      BARE_RESOURCES: "0",
      NODE_COMPILE_CACHE: undefined,
      NODE_DISABLE_COMPILE_CACHE: "1",
    });
  }

  async pulumi(site: string, ...args: readonly string[]): Promise<string> {
    return this.#run(
      [
        this.#engine.pulumi,
        "--cwd",
        this.#checkout.root,
        ...args,
        "--stack",
        site,
        "--config-file",
        this.#engine.settingsFile(site),
        "--non-interactive",
        "--color",
        "never",
      ],
      this.#engine.env,
    );
  }

  /** A refreshing preview that is to propose nothing. */
  async preview(site: string): Promise<void> {
    await this.pulumi(site, "preview", "--refresh", "--expect-no-changes");
  }

  /** `npm run drift -- …` without npm, in a person's own environment; throws unless it ends 0. */
  async drift(...args: readonly string[]): Promise<void> {
    await this.#run([process.execPath, this.#checkout.path("cli/start.mjs"), "drift", ...args]);
  }

  /** Every container, for {@link bareInspect}. */
  async containers(): Promise<readonly string[]> {
    return (await this.node.docker("ps", "--all", "--quiet", "--no-trunc")).split("\n");
  }

  /** Starts Node for nothing, then asks the Docker CLI for these containers. */
  async bareInspect(ids: readonly string[]): Promise<void> {
    await this.#run([process.execPath, "--eval", "0"]);
    await this.node.docker("inspect", ...ids);
  }

  async #run(argv: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Promise<string> {
    const [program = "", ...args] = await this.node.inside(argv, { net: false });
    const { all } = await execa(program, args, { cwd: path.resolve(this.#checkout.root), env, stdin: "ignore", all: true });
    return all;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.node.stop(), this.#checkout[Symbol.asyncDispose]()]);
  }
}
