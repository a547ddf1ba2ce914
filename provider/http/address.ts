import { readFile } from "node:fs/promises";
import path from "node:path";

import { suggest } from "../../compose/suggest.ts";
import { known } from "../secrets/redaction.ts";
import { checkoutRoot } from "../transport/topology.ts";

/** A web API as today's topology names it, with what opens it. */
export interface ApiAddress {
  readonly name: string;
  /** Scheme, host and port. */
  readonly url: string;
  /** Values of the environment by what they are (`SECRET`), as far as they are set. */
  readonly credentials: ReadonlyMap<string, string>;
  /** A certificate authority in PEM that is trusted besides the system's. */
  readonly ca?: string;
}

/** The variable of an API's credential: `vps-npm` and `SECRET` → `VPS_NPM_SECRET`. */
export function credentialVariable(api: string, what: string): string {
  return `${api.toUpperCase().replaceAll("-", "_")}_${what}`;
}

const credentialKinds = ["IDENTITY", "SECRET", "TOKEN", "USER", "PASSWORD"];

/**
 * Where an API is according to today's `inventory/topology.yaml`, whatever the state says, and what the environment gives to open
 * it: `<API>_IDENTITY` and `<API>_SECRET`, or `<API>_TOKEN`; `<API>_CA_FILE` for a certificate authority of one's own.
 * @param kind `npm` or `technitium`
 * @throws Error when there is no such API, or its certificate authority cannot be read
 */
export async function apiAddress(
  name: string,
  kind: string,
  root: string = checkoutRoot,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ApiAddress> {
  const apis = await readApis(root);
  const entry = Object.hasOwn(apis, name) ? apis[name] : undefined;
  if (entry?.kind !== kind || typeof entry.url !== "string") {
    const allowed = Object.keys(apis).filter((other) => apis[other]?.kind === kind);
    const near = suggest(name, allowed);
    throw new Error(
      `${name} is no API of kind ${kind} in inventory/topology.yaml; allowed: ${allowed.join(", ") || "none yet"}${near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`}`,
    );
  }
  const given = credentialKinds.flatMap((what): [string, string][] => {
    const value = env[credentialVariable(name, what)] ?? "";
    return value === "" ? [] : [[what, value]];
  });
  known.addAll(
    given.map(([, value]) => value),
    true,
  );
  const ca = await readAuthority(name, env);
  return { name, url: entry.url.replace(/\/$/, ""), credentials: new Map(given), ...(ca === undefined ? {} : { ca }) };
}

interface Entry {
  readonly kind?: unknown;
  readonly url?: unknown;
}

async function readApis(root: string): Promise<Readonly<Record<string, Entry>>> {
  // Loaded here, since a preview without refresh never needs it.
  const [text, { parse }] = await Promise.all([readFile(path.join(root, "inventory", "topology.yaml"), "utf8"), import("yaml")]);
  return (parse(text) as { apis?: Record<string, Entry> } | null)?.apis ?? {};
}

async function readAuthority(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const variable = credentialVariable(name, "CA_FILE");
  const file = env[variable] ?? "";
  if (file === "") return undefined;
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new Error(`${variable}: the certificate authority cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
}
