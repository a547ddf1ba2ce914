import type * as pulumi from "@pulumi/pulumi";

/** What reads a thing that exists already, and where it is. */
export interface AdoptedThrough {
  /** The node whose operations it belongs to: left out with it. */
  readonly node: string;
  /** The plugin that reads it. */
  readonly plugin: "proxmoxve" | "cloudflare" | "homelab";
  /** The environment variables that open it; one of these sets is enough. @default none is needed here, the plugin asks for its own */
  readonly opens?: readonly (readonly string[])[];
}

/**
 * The options under which something that exists already is adopted instead of made. Without an id, and where nobody can read what
 * exists in this run (its own plugin is offline or has no token, its node is left out), the options stay as they are. The engine
 * would read it even when the resource itself is excluded.
 * @param id what the resource is called where it exists; undefined for one that is new
 * @throws Error together with deleteBeforeReplace: an import whose inputs differ is a replacement, and one that deletes first has
 * wiped whole zones elsewhere
 */
export function adopting<Options extends pulumi.CustomResourceOptions>(
  id: string | undefined,
  options: Options,
  through: AdoptedThrough,
): Options {
  if (id === undefined) return options;
  if (options.deleteBeforeReplace === true) {
    throw new Error(
      `${id}: import and deleteBeforeReplace exclude each other, since the first difference would delete what is to be adopted; fix: remove deleteBeforeReplace`,
    );
  }
  return canBeRead(through) ? { ...options, import: id } : options;
}

/** The variables that open an API of the topology, as the provider reads them: `VPS_NPM_IDENTITY` and `VPS_NPM_SECRET`. */
export function credentialsOf(api: string, ...sets: readonly (readonly string[])[]): string[][] {
  const prefix = api.toUpperCase().replaceAll("-", "_");
  return sets.map((set) => set.map((what) => `${prefix}_${what}`));
}

function canBeRead({ node, plugin, opens }: AdoptedThrough): boolean {
  const offline = namesIn("HOMELAB_OFFLINE_PLUGINS");
  if (offline.includes("all") || offline.includes(plugin)) return false;
  if (namesIn("HOMELAB_LEFT_OUT_NODES").includes(node)) return false;
  const only = namesIn("HOMELAB_ONLY_NODES");
  if (only.length > 0 && !only.includes(node)) return false;
  return opens === undefined || opens.some((set) => set.every((variable) => (process.env[variable] ?? "") !== ""));
}

function namesIn(variable: string): string[] {
  return (process.env[variable] ?? "").split(",").filter((name) => name !== "");
}
