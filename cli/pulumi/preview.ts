import { newNodes, readAhead } from "../../provider/nodes.ts";
import { addressesOfSite } from "../shared/live/addresses.ts";
import { attachForPreview } from "../preview/attached.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import type { AskedPreview } from "./arguments.ts";
import { runPulumi } from "./run.ts";

/**
 * Runs `pulumi preview` in this terminal, with the `homelab` provider served from here; a refreshing one
 * reads the nodes while the engine still starts.
 *
 * @returns its exit code
 */
export async function runPreview(
  asked: AskedPreview,
  args: readonly string[],
  ready: EngineEnvironment,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const nodes = newNodes();
  const attached = await attachForPreview(ready, env, nodes);
  try {
    const ended = runPulumi(ready.pulumi, args, attached.env);
    attached.started();
    if (asked.refresh && asked.whole) {
      // What is wrong with the topology is told by the program.
      const addresses = await addressesOfSite(asked.site, ready.places.root).catch(() => []);
      readAhead(
        nodes,
        addresses.map(({ node }) => node),
      );
    }
    return await ended;
  } finally {
    await attached.close();
    await nodes.connections.close();
  }
}
