import type { Nodes } from "../../provider/nodes.ts";
import { offlinePlugin } from "../../provider/offline/plugin.ts";
import { attach } from "../../provider/rpc/attach.ts";
import { serveHost } from "../host/host.ts";
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
  const homelab = { name: "homelab", load: async () => (await import("../../provider/homelab.ts")).homelabProvider(ways) };
  const served = ready.places.root === checkout() ? [homelab] : [];
  const [plugins, host] = await Promise.all([
    attach([...ready.offline.map(offlinePlugin), ...served], env["PULUMI_DEBUG_PROVIDERS"]),
    serveHost(env),
  ]);
  return {
    // A person's own language host comes first, so it wins.
    env: {
      ...env,
      ...plugins.environment,
      PULUMI_DEBUG_LANGUAGES: [env["PULUMI_DEBUG_LANGUAGES"], `nodejs:${host.port}`].filter(Boolean).join(","),
    },
    // What goes wrong is told to the engine that asks. Not at once: loading holds this process up, and it may be about to start engines for other sites.
    started: () => void setTimeout(() => void plugins.load().catch(() => undefined), SOON_MS).unref(),
    close: async () => {
      await Promise.all([plugins.close(), host.close()]);
      await (await own)?.connections.close();
    },
  };
}
