import { homelabProvider } from "../../provider/homelab.ts";
import type { Nodes } from "../../provider/nodes.ts";
import { offlinePlugin } from "../../provider/offline/plugin.ts";
import { attach } from "../../provider/wire/attach.ts";
import { serveHost } from "../host/host.ts";
import { checkout } from "../setup/places.ts";
import type { EngineEnvironment } from "../setup/set-up.ts";

/** What serves a preview inside this process. */
export interface AttachedToPreview {
  /** The engine's environment, with what it needs to use them instead of starting processes. */
  readonly env: NodeJS.ProcessEnv;
  /** Stops serving and ends what still runs; call it when the engine has ended. */
  close(): Promise<void>;
}

/**
 * Serves what a preview needs inside this process: the language host, the offline plugins, and the `homelab` provider, of which a
 * refreshing preview would start two processes, one after the other. Another checkout's provider is another program: the
 * engine starts that one itself.
 * @param env the engine's environment
 * @param nodes what was read through them is not read again; they stay open. @default ways of their own, closed in the end
 */
export async function attachForPreview(ready: EngineEnvironment, env: NodeJS.ProcessEnv, nodes?: Nodes): Promise<AttachedToPreview> {
  let own: Promise<Nodes> | undefined;
  const ways = (): Promise<Nodes> =>
    nodes === undefined ? (own ??= import("../../provider/nodes.ts").then(({ newNodes }) => newNodes())) : Promise.resolve(nodes);
  const homelab = ready.places.root === checkout() ? [homelabProvider(ways)] : [];
  const [plugins, host] = await Promise.all([attach([...ready.offline.map(offlinePlugin), ...homelab], env["PULUMI_DEBUG_PROVIDERS"]), serveHost(env)]);
  return {
    // A person's own language host comes first, so it wins.
    env: { ...env, ...plugins.environment, PULUMI_DEBUG_LANGUAGES: [env["PULUMI_DEBUG_LANGUAGES"], `nodejs:${host.port}`].filter(Boolean).join(",") },
    close: async () => {
      await Promise.all([plugins.close(), host.close()]);
      await (await own)?.connections.close();
    },
  };
}
