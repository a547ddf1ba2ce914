import type { Difference } from "../../docker/difference.ts";
import type { LiveRead } from "../../docker/read.ts";
import { propertiesOf } from "../../docker/patch.ts";
import { bare, textAt, type PropertyMap } from "../../rpc/property-value.ts";
import { technitiumSessions, valueOf, type RecordRow, type TechnitiumSession } from "./session.ts";

interface Declared {
  readonly api: string;
  /** Where the plan has it; empty when it does not say. */
  readonly apiUrl: string;
  readonly zone: string;
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly ttl: number;
}

/** A record as it is there; undefined when it is gone. An import gets everything that is there. */
export async function readRecord(inputs: PropertyMap, id: string): Promise<LiveRead | undefined> {
  const importing = Object.keys(inputs).length === 0;
  const wanted = importing ? { ...partsOf(id), apiUrl: "", value: "", ttl: 0 } : declaredOf(inputs);
  const rows = await rowsOf(await technitiumSessions.to(wanted.api), wanted);
  if (rows.length === 0) return undefined;
  const { api, zone, name, type } = wanted;
  const there = { value: valuesOf(rows), ttl: rows[0]?.ttl ?? 0 };
  if (importing) return { declared: propertiesOf({ api, zone, name, type, ...there }), differences: [] };
  return { declared: inputs, differences: differencesOf(wanted, rows) };
}

/**
 * Makes a record. One that is there already is taken over when it is just so, and else left alone.
 * @throws Error when the name has another value
 */
export async function createRecord(inputs: PropertyMap): Promise<void> {
  const wanted = declaredOf(inputs);
  await technitiumSessions.inTurn(wanted.api, wanted.apiUrl, async (session) => {
    const rows = await rowsOf(session, wanted);
    if (rows.length === 0) return put(session, wanted);
    if (differencesOf(wanted, rows).length === 0) return undefined;
    throw new Error(
      `${session.api.name} (${session.api.url}): ${wanted.name} has ${wanted.type} ${valuesOf(rows)} with a TTL of ${rows[0]?.ttl ?? 0} s already; ` +
        `fix: name it under lan_names in the node's imports.yaml, and make both the same: an import takes over what is equal`,
    );
  });
}

/** Changes a record to what the inputs say; makes it when it is gone. */
export async function updateRecord(inputs: PropertyMap): Promise<void> {
  const wanted = declaredOf(inputs);
  await technitiumSessions.inTurn(wanted.api, wanted.apiUrl, (session) => put(session, wanted));
}

/** Removes a record; also when it is gone already. Other types of the same name stay. */
export async function deleteRecord(inputs: PropertyMap): Promise<void> {
  const wanted = declaredOf(inputs);
  await technitiumSessions.inTurn(wanted.api, wanted.apiUrl, async (session) => {
    for (const row of await rowsOf(session, wanted)) {
      await session.remove(wanted.zone, wanted.name, wanted.type, valueOf(row)).catch(async (error: unknown) => {
        const left = await rowsOf(session, wanted);
        if (left.some((other) => valueOf(other) === valueOf(row))) throw error;
      });
    }
  });
}

async function put(session: TechnitiumSession, wanted: Declared): Promise<void> {
  const { zone, name, type, value, ttl } = wanted;
  await session.put(zone, name, type, value, ttl);
  const rows = await rowsOf(session, wanted);
  const found = differencesOf(wanted, rows);
  if (rows.length === 0 || found.length > 0) {
    const is =
      rows.length === 0
        ? "it is not there"
        : found.map(({ path, enforced }) => `${path.join(".")} is ${JSON.stringify(enforced)}`).join(", ");
    throw new Error(`${session.api.name} (${session.api.url}): ${type} ${name} was written, but is not as declared: ${is}`);
  }
}

async function rowsOf(session: TechnitiumSession, { zone, name, type }: Pick<Declared, "zone" | "name" | "type">): Promise<RecordRow[]> {
  return (await session.records(zone, name)).filter((record) => record.type === type);
}

/** Several values of one name are one text: each further one is a way to somewhere else. A disabled record answers nobody. */
function valuesOf(rows: readonly RecordRow[]): string {
  return rows
    .map((row) => `${valueOf(row)}${row.disabled ? " (disabled)" : ""}`)
    .sort()
    .join(", ");
}

function differencesOf({ value, ttl }: Declared, rows: readonly RecordRow[]): Difference[] {
  const there = valuesOf(rows);
  const other = rows.find((row) => row.ttl !== ttl);
  return [
    ...(there === value ? [] : [{ path: ["value"], enforced: there }]),
    ...(other === undefined ? [] : [{ path: ["ttl"], enforced: other.ttl }]),
  ];
}

function declaredOf(inputs: PropertyMap): Declared {
  const ttl = bare(inputs["ttl"] ?? 0);
  return {
    api: textAt(inputs, "api"),
    apiUrl: textAt(inputs, "apiUrl"),
    zone: textAt(inputs, "zone"),
    name: textAt(inputs, "name"),
    type: textAt(inputs, "type"),
    value: textAt(inputs, "value"),
    ttl: typeof ttl === "number" ? ttl : 0,
  };
}

function partsOf(id: string): Pick<Declared, "api" | "zone" | "name" | "type"> {
  const [, api, zone, name, type] = /^([a-z][a-z0-9-]*)\/([a-z0-9.-]+)\/([a-z0-9.-]+)\/(A|AAAA|CNAME)$/.exec(id) ?? [];
  if (api === undefined || zone === undefined || name === undefined || type === undefined) {
    throw new Error(
      `homelab:technitium:Record ${JSON.stringify(id)}: this is no id; allowed: API/zone/name/type, such as core-dns/lan.example.net/dns.lan.example.net/A`,
    );
  }
  return { api, zone, name, type };
}
