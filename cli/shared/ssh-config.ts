import type { EngineEnvironment } from "../../setup/set-up.ts";

/** Writes down the connections to the nodes for a plugin that starts `ssh` itself; nothing where an offline one stands in for it. */
export async function sshConfigFor({ offline, places }: Pick<EngineEnvironment, "offline" | "places">): Promise<void> {
  if (offline.some(({ name }) => name === "docker")) return;
  const { writeSshConfig } = await import("../../provider/transport/ssh-config.ts");
  await writeSshConfig(places.root);
}
