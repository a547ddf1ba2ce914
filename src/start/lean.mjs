// Loaded before everything else by `nodeargs` in Pulumi.yaml: a fifth of the time that the SDK takes to load is for things
// that no program of this project uses. Plain JavaScript without a newer Node's syntax: an older one is to get as far as the
// sentence that says what is wrong with it.
import * as module from "node:module";

/**
 * What the SDK serialises functions with, for dynamic providers. This program has none. The hooks have V8 tell about every
 * script from the start.
 */
const closures = ["typescript", "@npmcli/arborist", "./closure/serializeClosure", "./closure/codePaths", "../../runtime/closure/v8Hooks"];

/** How a program would drive the engine. This one is driven by it. */
const automation = ["./automation"];

/** Maps compiled code back to sources. Node strips types in place, so that its own traces name the right line and column. */
const sourceMaps = ["source-map-support/register"];

/** Exporters and instruments of `pulumi --tracing`. */
const tracing = ["resources", "sdk-trace-base", "exporter-zipkin", "instrumentation-grpc", "sdk-trace-node", "instrumentation"];
const traced = process.env.TRACEPARENT !== undefined || process.argv.some((argument) => argument.startsWith("--tracing"));

const skipped = new Set([...closures, ...automation, ...sourceMaps, ...(traced ? [] : tracing.map((name) => `@opentelemetry/${name}`))]);
const standIn = new URL("./never-needed.cjs", import.meta.url).href;

module.registerHooks?.({
  resolve(specifier, context, next) {
    const unused = skipped.has(specifier) && context.parentURL?.includes("/@pulumi/pulumi/") === true;
    return unused ? { url: standIn, format: "commonjs", shortCircuit: true } : next(specifier, context);
  },
});
