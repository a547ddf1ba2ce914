import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Places } from "./places.ts";

/** Whether the person brings a passphrase (an empty one counts: Pulumi takes it). */
export function bringsPassphrase(env: NodeJS.ProcessEnv): boolean {
  return env["PULUMI_CONFIG_PASSPHRASE"] !== undefined || env["PULUMI_CONFIG_PASSPHRASE_FILE"] !== undefined;
}

/** A random passphrase for a first run, readable by its owner only; an existing one is kept, since state depends on it. */
export function makePassphrase(places: Places): void {
  if (existsSync(places.passphrase)) return;
  mkdirSync(dirname(places.passphrase), { recursive: true });
  writeFileSync(places.passphrase, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
}
