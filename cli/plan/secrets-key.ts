import { isJsonMap, member } from "../../provider/docker/json.ts";
import type { Json } from "../../provider/docker/json.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import { saltOf, syncSettings } from "../../setup/settings.ts";
import { sha256 } from "./canonical.ts";
import type { ExportedState } from "./state.ts";

/** The name of the key among the versions that a plan is bound to. */
export const SECRETS_KEY = "key of the secrets";

/**
 * Gives this machine's copy of a site's settings the salt of its state, where it has none yet. Otherwise the engine makes a new
 * one, and what it encrypts in a plan here cannot be decrypted on the machine that applies it (tried: "message authentication
 * failed").
 */
export async function shareSalt({ deployment = {} }: ExportedState, site: string, ready: EngineEnvironment): Promise<void> {
  const provider = deployment["secrets_providers"] as Json | undefined;
  const state = member(provider, "state");
  const salt = isJsonMap(state) ? state["salt"] : undefined;
  if (member(provider, "type") === "passphrase" && typeof salt === "string") await syncSettings(ready.places, site, salt);
}

/** The salt that the engine works with here, as a digest; `none` for another kind of key. */
export function saltDigest(site: string, ready: EngineEnvironment): string {
  const salt = saltOf(ready.settingsFile(site));
  return salt === undefined ? "none" : sha256(salt).slice(0, 16);
}

/** Whether an engine's plan holds anything that is encrypted. */
export function holdsSecrets(enginePlan: string): boolean {
  return enginePlan.includes('"ciphertext"');
}
