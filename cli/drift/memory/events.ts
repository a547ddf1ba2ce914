import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** What the memory of drift has to tell others. */
export type DriftEventType = "drift_detected" | "drift_resolved" | "node_offline" | "node_online";

/** One event, in the words of the event store on the nodes. */
export interface DriftEvent {
  /** UTC, `2026-01-31T12:00:00Z`. */
  readonly timestamp: string;
  readonly type: DriftEventType;
  readonly severity: "info" | "warning";
  readonly node: string;
  /** Empty for an event of the node as a whole. */
  readonly service: string;
  readonly source: "homelab-drift";
  readonly message: string;
}

/** The longest line that is written with one call at the end of the file without mixing with another writer's. */
const LONGEST_MESSAGE = 700;

/** Appends events to `YYYY-MM-DD/<NODE>/events.jsonl` below a folder, one line and one write each. */
export function appendEvents(folder: string, events: readonly DriftEvent[]): void {
  for (const event of events) {
    const day = join(folder, event.timestamp.slice(0, 10), event.node);
    mkdirSync(day, { recursive: true, mode: 0o700 });
    const line = `${JSON.stringify({ ...event, message: event.message.slice(0, LONGEST_MESSAGE) })}\n`;
    appendFileSync(join(day, "events.jsonl"), line, { mode: 0o600 });
  }
}
