import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExpectedError } from "../../setup/expected.ts";

/** Who approved what, when, and how it ended. */
export interface ApplyRecord {
  readonly version: 1;
  readonly sha256: string;
  readonly site: string;
  readonly commit: string;
  /** When the plan was made, and by whom. */
  readonly planned: string;
  readonly plannedBy: string;
  /** The name that was given; null when the sum alone came from where the approval was. */
  readonly approvedBy: string | null;
  /** Whether the sum was given, so that it did not come from the bundle. */
  readonly sumGiven: boolean;
  /** Account and machine that applied it. */
  readonly appliedBy: string;
  /** The run of a workflow, by its address. */
  readonly run?: string;
  readonly started: string;
  readonly ended?: string;
  /** `started` for one that never got to its end. */
  readonly outcome: "started" | "applied" | "failed" | "stopped" | "unproven";
  /** Why it is not `applied`, a text each. */
  readonly reasons: readonly string[];
  /** Resources by what was done to them. */
  readonly done: Readonly<Record<string, number>>;
}

/** Names a folder for the records where the backend is no folder itself. */
export const RECORDS_VARIABLE = "HOMELAB_APPLY_RECORDS";

/**
 * The folder of a site's records: `.homelab/applies/<project>/<site>` beside the state, so that whoever applies to that state
 * finds them. A backend that is no folder needs {@link RECORDS_VARIABLE}.
 * @throws ExpectedError when there is no such folder to be had
 */
export function recordsFolder(backendUrl: string, project: string, site: string, env: NodeJS.ProcessEnv): string {
  const own = env[RECORDS_VARIABLE];
  if (own !== undefined && own !== "") {
    if (!isAbsolute(own))
      throw new ExpectedError(
        `${RECORDS_VARIABLE} ${JSON.stringify(own)} is no absolute path; allowed: a folder that every machine that applies has`,
      );
    return join(own, project, site);
  }
  if (backendUrl.startsWith("file:///")) return join(fileURLToPath(backendUrl), ".homelab", "applies", project, site);
  throw new ExpectedError(
    `a plan is applied once, and where that is remembered is not known: the backend is no file:/// folder; fix: set ${RECORDS_VARIABLE} to a folder that every machine that applies has`,
  );
}

/** The record of a bundle; undefined when it was never applied. */
export function readRecord(folder: string, sha256: string): ApplyRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, `${sha256}.json`), "utf8")) as ApplyRecord;
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return undefined;
    throw new ExpectedError(`the record ${join(folder, `${sha256}.json`)} cannot be read; fix: look at it and make a new plan`);
  }
}

/**
 * Writes the first record of a bundle. Of two that try, one gets an error: nothing is applied twice at the same time.
 * @throws ExpectedError when there is one already
 */
export function beginRecord(folder: string, record: ApplyRecord): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(folder, `${record.sha256}.json`), text(record), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EEXIST") throw error;
    throw new ExpectedError("second apply: somebody else has just begun to apply this plan");
  }
}

/** Writes how it ended over the first record. */
export function endRecord(folder: string, record: ApplyRecord): void {
  const file = join(folder, `${record.sha256}.json`);
  const beside = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(beside, text(record), { mode: 0o600 });
  renameSync(beside, file);
}

function text(record: ApplyRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
