import { runCommand } from "../../setup/expected.ts";
import { setUp } from "../../setup/set-up.ts";

/** Where the engine came from, in words. */
const SOURCE = { path: "from PATH", official: "official download", built: "built from source" };

/** `npm run setup [-- --retry]`: the fast path reads no library, so the one option is looked at by hand. */
await runCommand(async () => {
  const [option, ...others] = process.argv.slice(2);
  const wrong = [option, ...others].find((argument) => argument !== undefined && argument !== "--retry" && argument !== "--help");
  if (wrong !== undefined) {
    process.stderr.write(
      `unknown argument ${JSON.stringify(wrong)}; allowed: --retry (ask again for what could not be downloaded), --help\n`,
    );
    return 1;
  }
  if (process.argv.includes("--help")) {
    process.stdout.write(
      "npm run setup [-- --retry]\nSets up everything that is missing; --retry asks again for what could not be downloaded.\n",
    );
    return 0;
  }
  const started = performance.now();
  const ready = await setUp({ retry: option === "--retry" });
  const offline = ready.offline.map(({ name }) => name);
  process.stdout.write(
    [
      `Ready: Pulumi ${ready.engineVersion} (${SOURCE[ready.engineSource]}), Node.js ${process.versions.node}, sites ${ready.sites.join(", ")}`,
      ...(offline.length === 0 ? [] : [`; offline plugins stand in for ${offline.join(", ")}`]),
      ` (${Math.round(performance.now() - started)} ms)\n`,
    ].join(""),
  );
  return 0;
});
