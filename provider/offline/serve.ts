import { enableCompileCache, flushCompileCache } from "node:module";

import type { OfflineIdentity } from "./plugin.ts";

/**
 * Runs as the plugin of that name until the engine goes; the whole content of an executable `pulumi-resource-<name>`.
 * Throws when no port of the loopback address can be bound.
 */
export async function serveOffline(identity: OfflineIdentity): Promise<void> {
  // The rest is imported after this, so that it comes from the cache: without its types and already compiled.
  enableCompileCache();
  const [{ runPlugin }, { offlinePlugin }] = await Promise.all([import("../rpc/lifetime.ts"), import("./plugin.ts")]);
  await runPlugin(offlinePlugin(identity));
  flushCompileCache();
}
