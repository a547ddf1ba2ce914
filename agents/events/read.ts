import { closeSync, readSync } from "node:fs";

import { LINE_BYTES, readEvent, type ReadEvent } from "./event.ts";
import { openForReading } from "./open.ts";
import { dayFiles, type DayFile } from "./place.ts";

/** Where a line begins; `<node>/<day>/<offset>` is the identity of an event, also of one without an id of its own. */
export interface Position {
  readonly node: string;
  readonly day: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
}

/** One line of the store: an event, or the reason why it is none. */
export type StoreLine = { readonly at: Position; readonly event: ReadEvent } | { readonly at: Position; readonly unreadable: string };

/** How much of a file is read at once, in bytes. */
const CHUNK = 256 * 1024;

const LINE_FEED = 0x0a;

/**
 * The lines of a store, in the order of days and, within a day, of nodes and positions. A last line without a line feed is still
 * being written, or torn: it comes when it is ended. A line that holds no event is passed on as unreadable, never dropped silently.
 * @param node Only this node's part of the store. @default everybody's
 * @param from How many bytes of a file are known already. @default 0
 */
export function* readStore(root: string, node?: string, from: (file: DayFile) => number = () => 0): Generator<StoreLine> {
  for (const file of dayFiles(root, node)) yield* readDay(file, from(file));
}

/** The lines of one file from a position on, which has to be the start of a line. */
export function* readDay({ file, node, day }: DayFile, from = 0): Generator<StoreLine> {
  for (const { offset, bytes } of lines(file, from)) yield { at: { node, day, offset }, ...judge(bytes) };
}

function judge(bytes: Buffer | undefined): { readonly event: ReadEvent } | { readonly unreadable: string } {
  if (bytes === undefined) return { unreadable: `longer than ${LINE_BYTES} bytes` };
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return { unreadable: "no JSON" };
  }
  const event = readEvent.safeParse(value);
  return event.success
    ? { event: event.data }
    : { unreadable: `no event: ${event.error.issues.map((issue) => issue.path.join(".")).join(", ")}` };
}

/** The ended lines of a file; `undefined` for the bytes of one that is too long to be an event. Empty lines are nothing. */
function* lines(file: string, from: number): Generator<{ readonly offset: number; readonly bytes: Buffer | undefined }> {
  const descriptor = openForReading(file);
  if (descriptor === undefined) return;
  try {
    const chunk = Buffer.alloc(CHUNK);
    let rest = Buffer.alloc(0);
    // Where `rest` begins, and where the line that it is a part of began.
    let start = from;
    let tooLong = false;
    for (let position = from; ;) {
      const read = readSync(descriptor, chunk, 0, CHUNK, position);
      if (read === 0) return;
      position += read;
      let text = Buffer.concat([rest, chunk.subarray(0, read)]);
      for (let end = text.indexOf(LINE_FEED); end !== -1; end = text.indexOf(LINE_FEED)) {
        const line = text.subarray(0, end);
        if (tooLong || line.length > LINE_BYTES) yield { offset: start, bytes: undefined };
        else if (line.length > 0) yield { offset: start, bytes: line };
        tooLong = false;
        text = text.subarray(end + 1);
        start = position - text.length;
      }
      tooLong ||= text.length > LINE_BYTES;
      rest = tooLong ? Buffer.alloc(0) : Buffer.from(text);
    }
  } finally {
    closeSync(descriptor);
  }
}
