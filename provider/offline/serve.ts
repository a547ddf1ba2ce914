import { runPlugin } from "../wire/lifetime.ts";
import { offlinePlugin } from "./plugin.ts";
import type { OfflineIdentity } from "./plugin.ts";

/**
 * Runs as the plugin of that name until the engine goes; the whole content of an executable `pulumi-resource-<name>`.
 * Throws when no port of the loopback address can be bound.
 */
export async function serveOffline(identity: OfflineIdentity): Promise<void> {
  await runPlugin(offlinePlugin(identity));
}
