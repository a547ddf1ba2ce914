import { serve } from "../../../provider/rpc/server.ts";
import type { Plugin } from "../../../provider/rpc/plugin.ts";
import { ProviderClient } from "./client.ts";

/** A plugin that is served in this process, and a client of it over a real connection. */
export async function connect(plugin: Plugin): Promise<{ client: ProviderClient; port: number; close: () => Promise<void> }> {
  const served = await serve(plugin);
  const client = new ProviderClient(served.port);
  return {
    client,
    port: served.port,
    close: async () => {
      client.close();
      await served.close();
    },
  };
}
