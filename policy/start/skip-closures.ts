import { registerHooks } from "node:module";

/**
 * What `@pulumi/pulumi` loads to turn functions into text for dynamic providers (the TypeScript compiler, npm's dependency
 * resolver, its own closure serialiser) and to drive the CLI. They are most of the time that the policy SDK takes to load; a
 * policy pack serialises no functions and starts no CLI.
 */
const closurePackages = new Set(["typescript", "@npmcli/arborist", "./automation", "./closure/serializeClosure", "./closure/codePaths"]);

const standIn = new URL("./never-needed.cjs", import.meta.url).href;

/** Keeps `@pulumi/pulumi`, and nobody else, from loading them. */
export function skipClosurePackages(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const skipped = closurePackages.has(specifier) && context.parentURL?.includes("/@pulumi/pulumi/") === true;
      return skipped ? { url: standIn, format: "commonjs", shortCircuit: true } : next(specifier, context);
    },
  });
}
