import type { Nodes } from "../../provider/nodes.ts";
import { offlinePlugin } from "../../provider/offline/plugin.ts";
import { attach } from "../../provider/rpc/attach.ts";
import { checkout } from "../../setup/places.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";

/** The engine takes half a second before it asks for anything. */
const SOON_MS = 20;

/** What serves a preview inside this process. */
export interface AttachedToPreview {
  /** The engine's environment, with what it needs to use them instead of starting processes. */
  readonly env: NodeJS.ProcessEnv;
  /** Says that the engine has been started: what it will ask for is loaded now. */
  started(): void;
  /** Stops serving; call it when the engine has ended. */
  close(): Promise<void>;
}

/**
 * Serves the plugins of a preview inside this process: the offline ones, and the `homelab` provider, of which a refreshing
 * preview would start two processes, one after the other. Another checkout's provider is another program: the
 * engine starts that one itself.
 * @param env the engine's environment
 * @param nodes what was read through them is not read again; they stay open. @default ways of their own, closed in the end
 */
export async function attachForPreview(ready: EngineEnvironment, env: NodeJS.ProcessEnv, nodes?: Nodes): Promise<AttachedToPreview> {
  let own: Promise<Nodes> | undefined;
  const ways = (): Promise<Nodes> =>
    nodes === undefined ? (own ??= import("../../provider/nodes.ts").then(({ newNodes }) => newNodes())) : Promise.resolve(nodes);
  const homelab = { name: "homelab", load: async () => (await import("../../provider/homelab.ts")).homelabProvider(ways) };
  const served = ready.places.root === checkout() ? [homelab] : [];
  const plugins = await attach([...ready.offline.map(offlinePlugin), ...served], env["PULUMI_DEBUG_PROVIDERS"]);
  return {
    env: { ...env, ...plugins.environment },
    // What goes wrong is told to the engine that asks. Not at once: loading holds this process up, and it may be about to start engines for other sites.
    started: () => void setTimeout(() => void plugins.load().catch(() => undefined), SOON_MS).unref(),
    close: async () => {
      await plugins.close();
      await (await own)?.connections.close();
    },
  };
}
