import type { Plugin } from "./plugin.ts";
import { serve } from "./server.ts";

/** Plugins that are served inside this process. */
export interface Attached {
  /** What the engine needs in its environment to use them instead of starting processes. */
  readonly environment: { readonly PULUMI_DEBUG_PROVIDERS: string };
  /** Loads the plugins that are still to be loaded, before the engine asks for them. */
  load(): Promise<void>;
  /** Stops serving; call it when the engine has ended. */
  close(): Promise<void>;
}

/** A plugin, or its name and how to load it. */
export type Attachable = Plugin | { readonly name: string; readonly load: () => Promise<Plugin> };

/**
 * Serves plugins inside this process, for a tool that starts the engine and waits for it (without blocking its event loop).
 * It saves a process for each plugin and each time the engine would start it (60 ms of processor time for an offline one,
 * 150 for `homelab`), and the engine's warning about plugins on PATH.
 * @param already the value of PULUMI_DEBUG_PROVIDERS that the person set; it stays and comes first, so it wins
 */
export async function attach(plugins: readonly Attachable[], already = ""): Promise<Attached> {
  const served = await Promise.all(
    plugins.map(async (plugin) => ({ name: plugin.name, ...(await serve("load" in plugin ? plugin.load : plugin)) })),
  );
  const entries = [...(already === "" ? [] : [already]), ...served.map(({ name, port }) => `${name}:${port}`)];
  return {
    environment: { PULUMI_DEBUG_PROVIDERS: entries.join(",") },
    load: async () => {
      await Promise.all(served.map((one) => one.load()));
    },
    close: async () => {
      await Promise.all(served.map((one) => one.close()));
    },
  };
}
