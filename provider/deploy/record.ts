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

const STAGES: readonly string[] = ["prepare", "validate", "deploy", "verify", "diagnose", "complete"] satisfies Stage[];
const OUTCOMES: readonly string[] = [
  ...(["running", "waiting", "completed", "stopped", "failed", "rolled-back", "locked", "moved"] satisfies Outcome[]),
];

/** What each field of a record has to be. */
const FIELDS: Readonly<Record<keyof RunRecord, (value: unknown) => boolean>> = {
  service: isText,
  project: isText,
  node: isText,
  run: (value) => isText(value) && /^[\w.-]+$/.test(value),
  digest: isText,
  mode: (value) => value === "deploy" || value === "delete",
  by: isText,
  stage: (value) => isText(value) && STAGES.includes(value),
  outcome: (value) => isText(value) && OUTCOMES.includes(value),
  started: isText,
  updated: isText,
  reason: isText,
  cleared: isText,
  sequence: (value) => Number.isSafeInteger(value),
};

/** What a record of an earlier version may lack, and what that means. */
const EARLIER = { digest: "", mode: "deploy", by: "", started: "", updated: "", reason: "", cleared: "" } as const;

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= 4096;
}

/** Why a text from a node is no record; undefined when it is one, or empty. Never holds a part of the text. */
export function recordProblem(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "the record is no JSON";
  }
  if (typeof value !== "object" || value === null) return "the record is no mapping";
  const record = value as Readonly<Record<string, unknown>>;
  // Not one of our runs wrote it, so nothing is believed of it.
  if (record["version"] === undefined) return undefined;
  if (record["version"] !== 1) return "the record has another version than 1";
  const wrong = Object.entries(FIELDS).find(([key, fits]) => !(fits(record[key]) || (record[key] === undefined && key in EARLIER)));
  return wrong === undefined ? undefined : `${wrong[0]} of the record is not what a run writes`;
}

/** The record in a text that was checked where it entered; undefined when it is none. */
export function parseRecord(text: string | undefined): RunRecord | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  let value;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || (value as { version?: unknown }).version !== 1) return undefined;
  const record = { ...EARLIER, ...(value as RunRecord) };
  return typeof record.run === "string" && typeof record.sequence === "number" ? record : undefined;
}

/** Whether the run has written its last word. */
export function isOver({ outcome }: RunRecord): boolean {
  return outcome !== "running" && outcome !== "waiting";
}
