import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A plugin that a program's packages belong to. */
export interface RequiredPackage {
  readonly name: string;
  readonly kind: "resource";
  /** With a leading `v`. */
  readonly version: string;
  /** Where it is downloaded from; empty for Pulumi's own place. */
  readonly server: string;
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly pulumi?: { readonly resource?: boolean; readonly name?: string; readonly version?: string; readonly server?: string };
}

/**
 * The plugins of the packages that the program's package.json names, in its order. A host of Pulumi's reads every folder below the program for
 * this (2,700 here, a tenth of a second); what a dependency's dependency would need is a matter of that package here.
 *
 * Not `wantedPlugins` of the set-up: what that loads touches this process's standard output, which makes the pipe that the engine
 * shares with `npm run pulumi` a non-blocking one, and the engine then loses the end of a long document (tried).
 */
export function requiredPackages(root: string): RequiredPackage[] {
  const { dependencies = {} } = read(join(root, "package.json"));
  return Object.keys(dependencies).flatMap((dependency) => {
    const { name, version, pulumi } = read(join(root, "node_modules", dependency, "package.json"));
    if (pulumi?.resource !== true) return [];
    const plugin = pulumi.name ?? (name.startsWith("@pulumi/") ? name.slice("@pulumi/".length) : name);
    return [
      {
        name: plugin,
        kind: "resource" as const,
        version: `v${(pulumi.version ?? version).replace(/^v/, "")}`,
        server: pulumi.server ?? "",
      },
    ];
  });
}

function read(file: string): PackageJson {
  return JSON.parse(readFileSync(file, "utf8")) as PackageJson;
}
