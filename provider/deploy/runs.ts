import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

import { oneLine } from "../../compose/problem.ts";
import { AnswerError, CommandError, CommandTimeoutError, LinkLostError, UnreachableError } from "../transport/errors.ts";
import type { TransportError } from "../transport/errors.ts";
import type { NodeConnection } from "../transport/connection.ts";
import { isOver, parseRecord, recordProblem } from "./record.ts";
import type { RunRecord } from "./record.ts";
import { writeTar } from "../transport/tar.ts";
import type { ArchiveFile } from "../transport/tar.ts";

/** How long one question waits on the node for news, in seconds. */
const POLL_SECONDS = 20;
/** After the link was lost, it is tried again for this many seconds; HOMELAB_LINK_SECONDS says another number. */
const LINK_SECONDS = 45;

/** Where a run takes place. */
export interface RunPlace {
  readonly connection: NodeConnection;
  /** The root of the layout on the node. */
  readonly root: string;
  readonly service: string;
}

/** How a run ended, or how far it was when it died. */
export interface RunEnd {
  readonly record: RunRecord;
  /** Whether it wrote its last word; a run that was killed did not. */
  readonly finished: boolean;
  /** Its reason and the last lines of the logs, values of the env file blotted out; empty when all is well. */
  readonly diagnosis: string;
}

/** The parts of the script that a run is, in the order in which a shell reads them; they travel as one file. */
const RUNNER = ["settings", "words", "programs", "files", "health", "last-good", "failure", "stages", "run"];

/** A text file of `node/`, with its text. */
function script(name: string): string {
  return readFileSync(path.join(import.meta.dirname, "node", name), "utf8");
}

/**
 * Places the orders of a run on the node and starts it there, detached, in one round trip.
 * @returns `busy` when a run of the same service is under way; nothing was placed then
 * @throws TransportError; Error when the node cannot take the orders (disk full, a program missing)
 */
export async function startRun(place: RunPlace, run: string, files: readonly ArchiveFile[]): Promise<"started" | "busy"> {
  const runner = RUNNER.map((part) => script(`runner/${part}.sh`)).join("\n");
  const name = `.runner-${createHash("sha256").update(runner).digest("hex").slice(0, 16)}.sh`;
  const { connection, root, service } = place;
  const answer = await connection.run(["sh", "-c", script("start.sh"), "start", root, service, run, name], {
    stdin: await writeTar([{ path: "runner.sh", content: runner, mode: 0o700 }, ...files]),
    timeoutMs: 120_000,
  });
  const said = answer.stdout.toString("utf8").trim().split("\n").at(-1) ?? "";
  if (said === "started" || said === "busy") return said;
  const why = said.startsWith("cannot ") ? said : answer.stderr.trim();
  throw new Error(
    `${connection.node} ${service}: stage prepare: the node ${oneLine(said.startsWith("cannot ") ? why : `did not take the orders: ${why}`)}; nothing was touched`,
  );
}

/** One look at a run. */
export interface Sighting {
  readonly alive: boolean;
  /** The record of the service, of whichever run it is. */
  readonly record: RunRecord | undefined;
  readonly diagnosis: string;
}

/** Asks how a run is getting on, and waits on the node for news. @throws TransportError */
export async function look(place: RunPlace, run: string, seen: number, waitSeconds: number): Promise<Sighting> {
  const { connection, root, service } = place;
  const answer = await connection.run(["sh", "-c", script("follow.sh"), "follow", root, service, run, String(seen), String(waitSeconds)], {
    timeoutMs: (waitSeconds + 60) * 1000,
  });
  const lines = answer.stdout.toString("utf8").split("\n");
  const after = (word: string): string | undefined => lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
  const alive = after("alive");
  if (alive === undefined) {
    throw new CommandError(answer.exitCode, {
      node: connection.node,
      address: connection.address,
      tried: `asking after the run of ${service}`,
      elapsedMs: 0,
      detail: answer.stderr,
    });
  }
  const said = after("record") ?? "";
  const problem = recordProblem(said);
  if (problem !== undefined) {
    throw new AnswerError({
      node: connection.node,
      address: connection.address,
      tried: `asking after the run of ${service}`,
      elapsedMs: 0,
      detail: problem,
    });
  }
  return {
    alive: alive === "yes",
    record: parseRecord(said),
    diagnosis: Buffer.from(after("diagnosis") ?? "", "base64").toString("utf8"),
  };
}

/**
 * Follows a run to its end. After a lost link, or a question that was killed, it is asked again; the run goes on meanwhile.
 * @param onNews each new stage or reason
 * @throws TransportError when the node stays out of reach; its message says that the run goes on
 */
export async function follow(place: RunPlace, run: string, onNews: (record: RunRecord) => void): Promise<RunEnd | undefined> {
  let seen = 0;
  let lostAt: number | undefined;
  for (;;) {
    let sighting;
    try {
      sighting = await look(place, run, seen, POLL_SECONDS);
      lostAt = undefined;
    } catch (error) {
      if (!isPassing(error)) throw error;
      lostAt ??= performance.now();
      if (performance.now() - lostAt > linkSeconds() * 1000) throw stillRunning(place, error);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      continue;
    }
    const { alive, record, diagnosis } = sighting;
    const mine = record?.run === run ? record : undefined;
    if (mine !== undefined && mine.sequence > seen) {
      seen = mine.sequence;
      onNews(mine);
    }
    if (!alive) return mine === undefined ? undefined : { record: mine, finished: isOver(mine), diagnosis };
  }
}

/**
 * Whether asking again may help: the link, or the command that asked, was cut off. The latter happens on a node that ends what
 * belongs to a login before the login itself, or that runs out of memory; the run is nobody's child there and goes on.
 */
function isPassing(error: unknown): error is TransportError {
  if (error instanceof CommandError) return error.exitCode > 128;
  return error instanceof LinkLostError || error instanceof UnreachableError || error instanceof CommandTimeoutError;
}

function linkSeconds(): number {
  const given = Number(process.env["HOMELAB_LINK_SECONDS"]);
  return Number.isInteger(given) && given > 0 ? given : LINK_SECONDS;
}

function stillRunning({ connection, service }: RunPlace, error: TransportError): Error {
  return new Error(
    `${connection.node} ${service}: the deployment goes on on the node, but how it ends is not known: ${error.message}; fix: run again when the node can be reached, it is picked up then`,
    { cause: error },
  );
}
