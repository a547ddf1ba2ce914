/** The stages of a deployment, in their order; `diagnose` only after a failure. */
export type Stage = "prepare" | "validate" | "deploy" | "verify" | "diagnose" | "complete";

/** What became of a run. */
export type Outcome =
  | "running"
  /** For the node's lock, which another run holds. */
  | "waiting"
  | "completed"
  /** Only some stages were asked for, and they went well; nothing was deployed. */
  | "stopped"
  /** Nothing, or nothing healthy, could be put back. */
  | "failed"
  /** The last good document serves again. */
  | "rolled-back"
  /** The lock did not come free in time; nothing was done. */
  | "locked"
  /** Something changed between the plan and the lock; nothing was done. */
  | "moved";

/** `state/deploy/<service>.json` on a node: the stage marker of its last run. */
export interface RunRecord {
  readonly service: string;
  readonly project: string;
  readonly node: string;
  readonly run: string;
  /** SHA-256 over what was to be deployed. */
  readonly digest: string;
  readonly mode: "deploy" | "delete";
  /** Who started it. */
  readonly by: string;
  readonly stage: Stage;
  readonly outcome: Outcome;
  /** UTC, `2026-01-31T12:00:00Z`. */
  readonly started: string;
  readonly updated: string;
  readonly reason: string;
  /** The run that died with the lock in its hands, which this one cleared; empty for none. */
  readonly cleared: string;
  /** Grows with every change within a run. */
  readonly sequence: number;
}

/** The record in a text from a node; undefined when it is none. */
export function parseRecord(text: string | undefined): RunRecord | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  let value;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || (value as { version?: unknown }).version !== 1) return undefined;
  const record = value as RunRecord;
  return typeof record.run === "string" && typeof record.sequence === "number" ? record : undefined;
}

/** Whether the run has written its last word. */
export function isOver({ outcome }: RunRecord): boolean {
  return outcome !== "running" && outcome !== "waiting";
}
