import { appendFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { setUp } from "../../../../setup/set-up.ts";
import type { EngineEnvironment } from "../../../../setup/set-up.ts";
import { installCompose } from "../../../provider/deploy/support/node-site.ts";
import { Checkout } from "../../../support/checkout.ts";
import { Dockerd } from "../../../support/dockerd.ts";
import { importImage } from "../../../support/images.ts";
import { Sshd } from "../../../support/sshd.ts";
import { runProgram } from "../../../support/tool.ts";
import type { Ended } from "../../../support/tool.ts";
import type { DriftReport } from "../../../../cli/drift/report.ts";
import { IMAGE, writeFleet } from "./fleet.ts";
import type { FleetService } from "./fleet.ts";

/** The site that the three nodes belong to. */
export const SITE = "saturn";
export type Name = "NEAR" | "FAR" | "GONE";
type Services = Readonly<Record<Name, Readonly<Record<string, FleetService>>>>;

/**
 * A site of three real Docker engines and the project's own program: NEAR by its local socket, FAR and GONE by a real sshd
 * each. Commands run inside NEAR, whose `/opt/homelab` is then this machine's.
 */
export class ThreeNodes implements AsyncDisposable {
  readonly nodes: Readonly<Record<Name, Dockerd>>;
  readonly sshd: Readonly<Record<"FAR" | "GONE", Sshd>>;
  readonly checkout: Checkout;
  readonly #ready: EngineEnvironment;
  readonly #sshConfig: string;

  private constructor(nodes: Record<Name, Dockerd>, sshd: Record<"FAR" | "GONE", Sshd>, checkout: Checkout, ready: EngineEnvironment) {
    this.nodes = nodes;
    this.sshd = sshd;
    this.checkout = checkout;
    this.#ready = ready;
    this.#sshConfig = path.join(sshd.FAR.folder, "both_config");
  }

  static async start(): Promise<ThreeNodes> {
    const started = await Promise.all([Dockerd.start(), Dockerd.start(), Dockerd.start()]);
    const [near, far, gone] = started;
    await Promise.all(
      started.map(async (node) => {
        await installCompose(node, "v2");
        await importImage(node, IMAGE);
      }),
    );
    const [farSshd, goneSshd, checkout] = await Promise.all([Sshd.start(far), Sshd.start(gone), Checkout.prepared()]);
    for (const sshd of [farSshd, goneSshd]) {
      // Logins see the node's own network, as its services do.
      await appendFile(path.join(sshd.folder, "sshd_config"), 'ForceCommand nsenter --target 1 --net -- sh -c "$SSH_ORIGINAL_COMMAND"\n');
      await sshd.kill();
      await sshd.listen();
    }
    const ready = await setUp({ root: checkout.root, plugins: "offline", say: () => undefined });
    const site = new ThreeNodes({ NEAR: near, FAR: far, GONE: gone }, { FAR: farSshd, GONE: goneSshd }, checkout, ready);
    await site.#writeSshConfig();
    return site;
  }

  /** One configuration for both servers: each is known by its own port. */
  async #writeSshConfig(): Promise<void> {
    const servers = Object.values(this.sshd);
    const known = await Promise.all(servers.map(({ folder }) => readFile(path.join(folder, "known_hosts"), "utf8")));
    await writeFile(path.join(path.dirname(this.#sshConfig), "both_hosts"), known.join(""));
    const keys = servers.map(({ folder }) => `  IdentityFile ${path.join(folder, "user_key")}\n`).join("");
    const hosts = path.join(path.dirname(this.#sshConfig), "both_hosts");
    await writeFile(
      this.#sshConfig,
      `Host *\n${keys}  IdentitiesOnly yes\n  IdentityAgent none\n  StrictHostKeyChecking yes\n  GlobalKnownHostsFile /dev/null\n  UserKnownHostsFile ${hosts}\n`,
    );
  }

  /** What git is to say, by node and service. */
  async declare(services: Services): Promise<void> {
    const ssh = (name: "FAR" | "GONE") => ({ kind: "ssh", user: "root", port: this.sshd[name].port }) as const;
    await writeFleet(this.checkout.root, SITE, {
      NEAR: { reach: { kind: "local", socket: this.nodes.NEAR.socket }, services: services.NEAR },
      FAR: { reach: ssh("FAR"), services: services.FAR },
      GONE: { reach: ssh("GONE"), services: services.GONE },
    });
  }

  pulumi(...args: readonly string[]): Promise<Ended> {
    const settings = args[0] === "stack" ? [] : ["--config-file", this.#ready.settingsFile(SITE)];
    return this.#inside([
      this.#ready.pulumi,
      "--cwd",
      this.checkout.root,
      ...args,
      "--stack",
      SITE,
      ...settings,
      "--non-interactive",
      "--color",
      "never",
    ]);
  }

  up(...args: readonly string[]): Promise<Ended> {
    return this.pulumi("up", "--yes", "--skip-preview", ...args);
  }

  /** `npm run drift -- saturn …` without npm. */
  drift(...args: readonly string[]): Promise<Ended> {
    return this.#inside([process.execPath, this.checkout.path("cli/drift/main.ts"), SITE, ...args]);
  }

  /** The same as data. */
  async report(...args: readonly string[]): Promise<DriftReport> {
    const ended = await this.drift("--json", ...args);
    if (!ended.stdout.startsWith("{")) throw new Error(ended.all);
    const report = JSON.parse(ended.stdout) as DriftReport;
    if (report.exitCode !== ended.exitCode) throw new Error(`the exit code is ${ended.exitCode}, the report says ${report.exitCode}`);
    return report;
  }

  /** The folder of the state, which a file backend has to itself. */
  get state(): string {
    return this.#ready.places.state;
  }

  async #inside(argv: readonly string[]): Promise<Ended> {
    const [program = "", ...args] = await this.nodes.NEAR.inside(argv, { net: false });
    return runProgram(program, args, this.checkout.root, { ...this.#ready.env, HOMELAB_SSH_CONFIG: this.#sshConfig });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([
      ...Object.values(this.sshd).map((sshd) => sshd.stop()),
      ...Object.values(this.nodes).map((node) => node.stop()),
      this.checkout[Symbol.asyncDispose](),
    ]);
  }
}
