import { existsSync } from "node:fs";

import {
  appendEvent,
  BadEventError,
  eventTypes,
  NotWrittenError,
  readStore,
  type ReadEvent,
  type WrittenEvent,
} from "../../agents/events/index.ts";
import { suggest } from "../../compose/suggest.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { formatTable } from "../shared/terminal/table.ts";

export interface ReadOptions {
  readonly root: string;
  readonly node?: string;
  readonly type?: readonly string[];
  readonly service?: string;
  readonly since?: string;
  readonly json?: true;
}

export interface WriteOptions {
  readonly root: string;
  readonly node: string;
  readonly service: string;
  readonly type: string;
  readonly severity: string;
  readonly source: string;
  readonly key?: string;
  readonly message: string;
}

/**
 * Prints the events of a store, oldest first, and at the end how many lines could not be read.
 * @returns 0
 * @throws ExpectedError when the store is not there or an option cannot be understood
 */
export function readEvents(options: ReadOptions, now = new Date()): number {
  if (!existsSync(options.root)) throw new ExpectedError(`there is no event store at ${options.root}; fix: name it with --root`);
  const since = options.since === undefined ? undefined : timeOf(options.since, now);
  const wanted = ({ type, service, timestamp }: ReadEvent) =>
    (options.type?.includes(type) ?? true) &&
    (options.service === undefined || service === options.service) &&
    (since === undefined || Date.parse(timestamp) >= since.getTime());
  const rows: string[][] = [];
  let unreadable = 0;
  for (const line of readStore(options.root, options.node)) {
    if (!("event" in line)) unreadable++;
    else if (wanted(line.event)) {
      if (options.json) process.stdout.write(`${JSON.stringify({ at: line.at, ...line.event })}\n`);
      else rows.push(row(line.event));
    }
  }
  if (!options.json) {
    const columns = ["time", "severity", "node", "service", "type", "message"].map((title) => ({ title }));
    process.stdout.write(`${formatTable(columns, rows, process.stdout.columns).join("\n")}\n`);
  }
  if (unreadable > 0) process.stderr.write(`${unreadable} ${unreadable === 1 ? "line holds" : "lines hold"} no event\n`);
  return 0;
}

/** What a node wrote is shown without anything that a terminal would obey. */
function row({ timestamp, severity, node, service, type, message }: ReadEvent): string[] {
  return [timestamp, severity, node, service, type, message].map((text) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "·"));
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws ExpectedError for what is neither a time nor an age */
function timeOf(text: string, now: Date): Date {
  const age = /^(\d{1,6})([mhd])$/.exec(text);
  const time = age === null ? new Date(text) : new Date(now.getTime() - Number(age[1]) * (UNITS[age[2] ?? ""] ?? 0));
  if (Number.isNaN(time.getTime()))
    throw new ExpectedError(`--since ${JSON.stringify(text)} is no time; allowed: 2026-11-29T12:00:00Z, or an age such as 90m, 6h, 2d`);
  return time;
}

/**
 * Appends one event and prints where it stands.
 * @returns 0
 * @throws ExpectedError with everything that is wrong with the event, or why the store could not be written
 */
export function writeEvent(options: WriteOptions, now = new Date()): number {
  const { root, key, ...fields } = options;
  const types = Object.keys(eventTypes);
  if (!types.includes(fields.type)) {
    const near = suggest(fields.type, types);
    throw new ExpectedError(
      `--type ${JSON.stringify(fields.type)}: there is no such type; allowed: ${types.join(", ")}${near === undefined ? "" : `; did you mean "${near}"?`}`,
    );
  }
  if (!existsSync(root)) throw new ExpectedError(`there is no event store at ${root}; fix: name it with --root, or make the folder`);
  const event = { v: 1, timestamp: now.toISOString(), ...fields, ...(key === undefined ? {} : { key }) } as WrittenEvent;
  try {
    appendEvent(root, event);
  } catch (error) {
    if (error instanceof BadEventError || error instanceof NotWrittenError) throw new ExpectedError(error.message, { cause: error });
    throw error;
  }
  process.stdout.write(`written into ${root}/${event.timestamp.slice(0, 10)}/${event.node}/events.jsonl\n`);
  return 0;
}
