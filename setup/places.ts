import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Every folder and file that setup makes. All of them are ours: ignored by git or in our own cache folder. */
export interface Places {
  /** The checkout. */
  readonly root: string;
  /** What belongs to this checkout only: links, state, settings copies. */
  readonly homelab: string;
  /** `node` and `pulumi` as the project uses them; first on PATH. */
  readonly bin: string;
  /** What the last complete setup found; see stamp.ts. */
  readonly stamp: string;
  /** Copies of the tracked settings: the engine writes a salt into them. */
  readonly settings: string;
  /** The engine's PULUMI_HOME (selected stack, links to plugins), so that the person's own is never written to. */
  readonly pulumiHome: string;
  /** One folder a plugin, with the executable that stands in for it. */
  readonly offline: string;
  readonly passphrase: string;
  /** The state of a first look, when no other backend is named. */
  readonly state: string;
  /** A copy of Pulumi.yaml from where stacks are made, since `stack init` writes beside it. */
  readonly project: string;
  /** Our cache, shared by every checkout: `${XDG_CACHE_HOME:-~/.cache}/homelab`. */
  readonly cache: string;
}

/** The policy pack in a checkout, as the engine takes it with either language host. */
export const POLICY_PACK = join("policy", "pulumi-analyzer-homelab");

/** The checkout that holds this file. */
export function checkout(): string {
  return dirname(dirname(fileURLToPath(import.meta.url)));
}

/** The places of a checkout; XDG_CACHE_HOME counts only when it is absolute, as its specification says. */
export function placesOf(root: string, env: NodeJS.ProcessEnv): Places {
  const homelab = join(root, ".homelab");
  const xdg = env["XDG_CACHE_HOME"];
  return {
    root,
    homelab,
    bin: join(homelab, "bin"),
    stamp: join(homelab, "setup.json"),
    settings: join(homelab, "settings"),
    pulumiHome: join(homelab, "pulumi"),
    offline: join(homelab, "offline"),
    passphrase: join(homelab, "passphrase"),
    state: join(homelab, "state"),
    project: join(homelab, "project"),
    cache: join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "homelab"),
  };
}

/** The person's own Pulumi folder: read for plugins, never written to. */
export function personalPulumiHome(env: NodeJS.ProcessEnv): string {
  const own = env["PULUMI_HOME"];
  return own !== undefined && own !== "" ? own : join(homedir(), ".pulumi");
}

/** Where plugins are installed for every checkout of this account, beside the person's own. */
export function ourPluginHome({ cache }: Pick<Places, "cache">): string {
  return join(cache, "pulumi");
}
