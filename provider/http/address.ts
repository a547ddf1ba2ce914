import { readFile } from "node:fs/promises";
import path from "node:path";

import { isBoundTo } from "../../src/rules/secrets/bound-host.ts";
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

/** The variable beside an API's credentials that says where they may be sent: `VPS_NPM_HOST`. */
const HOST = "HOST";

const credentialKinds = ["IDENTITY", "SECRET", "TOKEN", "USER", "PASSWORD"];

/**
 * Where an API is according to today's `inventory/topology.yaml`, whatever the state says, and what the environment gives to open
 * it: `<API>_IDENTITY` and `<API>_SECRET`, or `<API>_TOKEN`; `<API>_CA_FILE` for a certificate authority of one's own. The
 * environment also says where it may be sent, in `<API>_HOST`: a topology that moves an API does not move its credentials.
 * @param kind `npm` or `technitium`
 * @throws Error when there is no such API, it is not where its credentials belong, or its certificate authority cannot be read
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
  const url = originOf(name, entry.url);
  if (given.length > 0)
    refuseElsewhere(
      name,
      url,
      given.map(([what]) => credentialVariable(name, what)),
      env,
    );
  const ca = await readAuthority(name, env);
  return { name, url, credentials: new Map(given), ...(ca === undefined ? {} : { ca }) };
}

/** Scheme, host and port, as a request will really use them. */
function originOf(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url !== undefined && /^https?:$/.test(url.protocol) && `${url.username}${url.password}${url.search}${url.hash}` === "";
  if (plain && url.pathname === "/") return url.origin;
  throw new Error(
    `inventory/topology.yaml apis.${name}.url: is no address of an API; allowed: http:// or https:// with host and port only`,
  );
}

/** @throws Error when the environment does not say that the credentials belong there */
function refuseElsewhere(name: string, url: string, variables: readonly string[], env: NodeJS.ProcessEnv): void {
  const variable = credentialVariable(name, HOST);
  const bound = (env[variable] ?? "").trim();
  if (bound === "") {
    throw new Error(
      `${name}: ${variable} is not set, so ${variables.join(" and ")} may be sent nowhere; fix: set it beside them to the host of that API`,
    );
  }
  if (isBoundTo(bound, url)) return;
  throw new Error(
    `${name} is at ${url} in inventory/topology.yaml, and ${variables.join(" and ")} may only be sent to ${bound} (${variable}), so nothing was asked; fix: put the url back, or when the API really moved, change ${variable} where the secret is kept`,
  );
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
