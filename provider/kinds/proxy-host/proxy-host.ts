import type { Difference } from "../../docker/difference.ts";
import type { LiveRead } from "../../docker/read.ts";
import { plain, propertiesOf } from "../../docker/patch.ts";
import { differences } from "../../rpc/difference.ts";
import { textAt, type PropertyMap } from "../../rpc/property-value.ts";
import { npmSessions, type NpmSession, type ProxyHostRow } from "./session.ts";
import { inputsOfRow, settingsOf } from "./settings.ts";

/** A proxy host as it is there; undefined when it is gone. An import gets everything that is there. */
export async function readProxyHost(inputs: PropertyMap, id: string): Promise<LiveRead | undefined> {
  const importing = Object.keys(inputs).length === 0;
  const { api, host } = importing ? partsOf(id) : { api: textAt(inputs, "api"), host: textAt(inputs, "host") };
  const session = await npmSessions.to(api);
  const [row, certificates] = await Promise.all([find(session, host), session.certificates()]);
  if (row === undefined) return undefined;
  const there = { api, ...inputsOfRow(row, host, certificates) };
  // What is empty is what is not declared; named here, it would keep an import from matching.
  if (importing)
    return {
      declared: propertiesOf(
        Object.fromEntries(Object.entries(there).filter(([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0))),
      ),
      differences: [],
    };
  return { declared: inputs, differences: differencesOf(inputs, there) };
}

/**
 * Makes a proxy host. One that is there already is taken over when it is just so (a run that was cut off had made it), and else
 * left alone.
 * @throws Error when another one has the name, and when what was asked for is not so afterwards
 */
export async function createProxyHost(inputs: PropertyMap): Promise<void> {
  const host = textAt(inputs, "host");
  await npmSessions.inTurn(textAt(inputs, "api"), textAt(inputs, "apiUrl"), async (session) => {
    const certificates = await session.certificates();
    const settings = settingsOf(inputs, certificates);
    const there = await find(session, host);
    if (there === undefined) return confirm(inputs, session, await make(session, host, settings));
    const found = differencesOf(inputs, inputsOfRow(there, host, certificates));
    if (found.length === 0) return undefined;
    const fields = found.map(({ path }) => path.join(".")).join(", ");
    throw new Error(
      `${session.api.name} (${session.api.url}): there is a proxy host for ${host} already, and it differs in ${fields}; ` +
        `fix: name ${host} under proxy_hosts in the node's imports.yaml, and make both the same: an import takes over what is equal`,
    );
  });
}

/** Changes a proxy host to what the inputs say; makes it when it is gone. */
export async function updateProxyHost(inputs: PropertyMap): Promise<void> {
  const host = textAt(inputs, "host");
  await npmSessions.inTurn(textAt(inputs, "api"), textAt(inputs, "apiUrl"), async (session) => {
    const settings = settingsOf(inputs, await session.certificates());
    const there = await find(session, host);
    await confirm(inputs, session, there === undefined ? await make(session, host, settings) : await session.update(there.id, settings));
  });
}

/** Removes a proxy host; also when it is gone already. */
export async function deleteProxyHost(inputs: PropertyMap): Promise<void> {
  await npmSessions.inTurn(textAt(inputs, "api"), textAt(inputs, "apiUrl"), async (session) => {
    const there = await find(session, textAt(inputs, "host"));
    if (there !== undefined) await session.delete(there.id);
  });
}

/** A request that was cut off may have been heard: the list says whether it was. */
async function make(session: NpmSession, host: string, settings: object): Promise<ProxyHostRow> {
  try {
    return await session.create(settings);
  } catch (error) {
    if (!(error instanceof Error && "passing" in error && error.passing === true)) throw error;
    const made = await find(session, host).catch(() => undefined);
    if (made === undefined) throw error;
    return made;
  }
}

/** The server quietly drops what does not fit together, and keeps a host that nginx refuses: both are a failure here. */
async function confirm(inputs: PropertyMap, session: NpmSession, row: ProxyHostRow): Promise<void> {
  const host = textAt(inputs, "host");
  const where = `${session.api.name} (${session.api.url}): the proxy host ${host}`;
  if (row.meta?.nginx_online === false) {
    throw new Error(`${where} was written, but nginx does not take it: ${(row.meta.nginx_err ?? "no reason given").slice(0, 400)}`);
  }
  const found = differencesOf(inputs, inputsOfRow(row, host, await session.certificates()));
  if (found.length > 0) {
    const fields = found.map(({ path, enforced }) => `${path.join(".")} is ${JSON.stringify(enforced)}`).join(", ");
    throw new Error(`${where} was written, but is not as declared: ${fields}`);
  }
}

async function find(session: NpmSession, host: string): Promise<ProxyHostRow | undefined> {
  return (await session.proxyHosts()).find(({ domain_names }) => domain_names.includes(host));
}

/** Only what the inputs say is compared. */
function differencesOf(inputs: PropertyMap, there: ReturnType<typeof inputsOfRow>): Difference[] {
  const { value } = plain(inputs);
  return Object.entries(value).flatMap(([key, declared]): Difference[] => {
    const enforced = there[key];
    if (key === "api" || enforced === undefined) return [];
    return differences(propertiesOf({ [key]: sorted(declared) }), propertiesOf({ [key]: enforced })).length === 0
      ? []
      : [{ path: [key], enforced }];
  });
}

function sorted<T>(value: T): T {
  return Array.isArray(value) ? ([...(value as readonly unknown[])].sort() as T) : value;
}

function partsOf(id: string): { readonly api: string; readonly host: string } {
  const [, api, host] = /^([a-z][a-z0-9-]*)\/([a-z0-9.-]+)$/.exec(id) ?? [];
  if (api === undefined || host === undefined) {
    throw new Error(`homelab:npm:ProxyHost ${JSON.stringify(id)}: this is no id; allowed: API/name, such as vps-npm/wiki.example.net`);
  }
  return { api, host };
}
