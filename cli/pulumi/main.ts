import { runCommand } from "../../setup/expected.ts";
import { sshConfigFor } from "../shared/ssh-config.ts";
import { selectionEnvironment } from "../shared/selection.ts";
import { ourPluginHome } from "../../setup/places.ts";
import type { Places } from "../../setup/places.ts";
import { setUp } from "../../setup/set-up.ts";
import { askedPreview, pulumiArguments } from "./arguments.ts";
import { runPulumi } from "./run.ts";

/** `npm run pulumi -- …`: the Pulumi CLI with the project's Node, engine, backend and settings. */
await runCommand(async () => {
  const ready = await setUp({ plugins: "real" });
  await sshConfigFor(ready);
  const args = pulumiArguments(process.argv.slice(2), ready, process.env);
  const env = { ...process.env, ...ready.env, ...selectionEnvironment(args), ...pluginHome(args, ready.places) };
  const asked = process.cwd() === ready.places.root ? askedPreview(args, ready, process.env) : undefined;
  if (asked === undefined) return runPulumi(ready.pulumi, args, env);
  const { runPreview } = await import("./preview.ts");
  return runPreview(asked, args, ready, env);
});

/** Plugins that a person installs or removes lie where setup looks for them; the engine's own folder holds links only. */
function pluginHome([command, verb = ""]: readonly string[], places: Places): { PULUMI_HOME?: string } {
  return command === "plugin" && ["install", "rm", "ls"].includes(verb) ? { PULUMI_HOME: ourPluginHome(places) } : {};
}
