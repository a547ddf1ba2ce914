import { registerHooks } from "node:module";

/**
 * What `@pulumi/pulumi` loads to turn functions into text for dynamic providers: the TypeScript compiler and npm's dependency
 * resolver. They are more than half of the time that the policy SDK takes to load, and a policy pack serialises no functions.
 */
const closurePackages = new Set(["typescript", "@npmcli/arborist"]);

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
