import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { eventTypes, type WrittenEvent } from "../../../agents/events/index.ts";

/** A store in a folder of its own. */
export class Store implements Disposable {
  readonly root = mkdtempSync(path.join(tmpdir(), "homelab-events-"));

  /** The path of a day's file. */
  file(day: string, node: string): string {
    return path.join(this.root, day, node, "events.jsonl");
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A good event, with something changed. */
export function event(change: Partial<WrittenEvent> = {}): WrittenEvent {
  const type = change.type ?? "containers_not_running";
  return {
    v: 1,
    timestamp: "2026-11-29T12:00:00.000Z",
    type,
    severity: "error",
    node: "VPS",
    service: "outline",
    source: eventTypes[type]?.by[0] ?? "stability-agent",
    message: "outline is not running",
    ...change,
  };
}
