import { execa } from "execa";

import { setUp, type EngineEnvironment } from "../../../setup/set-up.ts";
import { Checkout } from "../../support/checkout.ts";
import { npmAccount } from "../../support/npm-server.ts";
import type { Ended } from "../../support/tool.ts";
import { technitiumAccount } from "../../support/technitium-server.ts";

/** What the program of the site is to make, by resource name: a type of `src/resources`, its arguments and options. */
export type Declared = Readonly<
  Record<string, { readonly type: "ProxyHost" | "LanRecord" | "GuestShape"; readonly args: object; readonly options?: object }>
>;

const program = `import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as resources from "./resources/index.ts";
class Provider extends pulumi.ProviderResource { constructor() { super("homelab", "homelab", {}); } }
export default async function () {
  const provider = new Provider();
  const declared = JSON.parse(readFileSync("declared.json", "utf8"));
  for (const [name, { type, args, options }] of Object.entries(declared)) new resources[type](name, args, { ...options, provider });
}
`;

/** The real engine in a checkout of its own; its topology names the servers of a test. */
export class NamesSite implements AsyncDisposable {
  readonly checkout: Checkout;
  readonly #ready: EngineEnvironment;
  /** What the environment gives to open the APIs. */
  env: Record<string, string> = {
    VPS_NPM_IDENTITY: npmAccount.identity,
    VPS_NPM_SECRET: npmAccount.secret,
    CORE_DNS_USER: technitiumAccount.user,
    CORE_DNS_PASSWORD: technitiumAccount.pass,
    VPS_NPM_HOST: "127.0.0.1",
    CORE_DNS_HOST: "127.0.0.1",
    HOMELAB_API_PAUSE_SECONDS: "0.05",
    HOMELAB_API_TIMEOUT_SECONDS: "1",
  };

  private constructor(checkout: Checkout, ready: EngineEnvironment) {
    this.checkout = checkout;
    this.#ready = ready;
  }

  static async start(urls: { readonly npm: string; readonly technitium: string }): Promise<NamesSite> {
    const checkout = await Checkout.prepared();
    const ready = await setUp({ root: checkout.root, plugins: "offline", say: () => undefined });
    const apis = {
      "vps-npm": { kind: "npm", node: "VPS", url: urls.npm },
      "core-dns": { kind: "technitium", node: "CORE", url: urls.technitium },
    };
    await checkout.write("inventory/topology.yaml", JSON.stringify({ apis }));
    await checkout.write("src/index.ts", program);
    return new NamesSite(checkout, ready);
  }

  async declare(resources: Declared): Promise<void> {
    await this.checkout.write("declared.json", JSON.stringify(resources));
  }

  async pulumi(...args: readonly string[]): Promise<Ended> {
    const full = [...args, "--stack", "vps", "--config-file", this.#ready.settingsFile("vps"), "--non-interactive", "--color", "never"];
    const { exitCode, stdout, stderr, all } = await execa(this.#ready.pulumi, full, {
      cwd: this.checkout.root,
      env: { ...this.#ready.env, ...this.env },
      stdin: "ignore",
      all: true,
      reject: false,
    });
    return { exitCode: exitCode ?? -1, stdout, stderr, all };
  }

  up(): Promise<Ended> {
    return this.pulumi("up", "--yes", "--skip-preview");
  }

  /** The stack as the backend keeps it. */
  async state(): Promise<string> {
    return (
      await execa(this.#ready.pulumi, ["stack", "export", "--stack", "vps"], {
        cwd: this.checkout.root,
        env: { ...this.#ready.env },
        stdin: "ignore",
      })
    ).stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.checkout[Symbol.asyncDispose]();
  }
}
