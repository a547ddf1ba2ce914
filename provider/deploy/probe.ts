import { readFileSync } from "node:fs";
import path from "node:path";

import { CommandError } from "../transport/errors.ts";
import type { NodeConnection } from "../transport/connection.ts";
import type { ComposeProgram } from "./generation.ts";

/** A socket on which something of the node listens. */
export interface Listening {
  readonly protocol: "tcp" | "udp";
  /** `127.0.0.1`, `::1`; the wildcards `0.0.0.0` and `::`. */
  readonly address: string;
  readonly port: number;
}

/** A question to a node. */
export interface Question {
  readonly kind: "path" | "tool" | "image";
  readonly word: string;
}

export interface Probe {
  readonly programs: readonly ComposeProgram[];
  readonly listening: readonly Listening[];
  /** Whether the answer to a question was yes. */
  readonly yes: (kind: Question["kind"], word: string) => boolean;
}

/** How long the registry of one image may take to answer, in seconds. */
const IMAGE_SECONDS = 20;

let script: string | undefined;

/**
 * Asks a node what the snapshot does not say, in one round trip: its Compose programs, its listening sockets, and whether
 * paths are there, programs are installed and images can be pulled. Changes nothing.
 * @throws TransportError
 */
export async function probe(
  connection: NodeConnection,
  root: string,
  questions: readonly Question[],
  signal?: AbortSignal,
): Promise<Probe> {
  script ??= readFileSync(path.join(import.meta.dirname, "node", "probe.sh"), "utf8");
  const words = questions.flatMap(({ kind, word }) => [kind, word]);
  const images = questions.filter(({ kind }) => kind === "image").length;
  const answer = await connection.run(["sh", "-c", script, "probe", root, String(IMAGE_SECONDS), ...words], {
    timeoutMs: 60_000 + images * IMAGE_SECONDS * 1000,
    ...(signal === undefined ? {} : { signal }),
  });
  const lines = answer.stdout.toString("utf8").split("\n");
  if (!lines.includes("done")) {
    const facts = {
      node: connection.node,
      address: connection.address,
      tried: "asking the node what it has",
      elapsedMs: 0,
      detail: answer.stderr,
    };
    throw new CommandError(answer.exitCode, facts);
  }
  const answers = new Set<string>();
  const programs: ComposeProgram[] = [];
  const listening: Listening[] = [];
  for (const line of lines) {
    const [first = "", second = "", third = ""] = line.split(" ");
    if (first === "compose" && (second === "plugin" || second === "standalone")) programs.push({ kind: second, version: third });
    else if (first === "listen") listening.push(...socketOf(second, third));
    else if (first === "yes") {
      const asked = questions[Number(second) - 1];
      if (asked !== undefined) answers.add(`${asked.kind} ${asked.word}`);
    }
  }
  return { programs, listening, yes: (kind, word) => answers.has(`${kind} ${word}`) };
}

/** A line of `/proc/net/tcp`: the address in hexadecimal, each group of four bytes the wrong way round. */
function socketOf(file: string, local: string): Listening[] {
  const match = /^([0-9A-F]+):([0-9A-F]{4})$/.exec(local);
  if (match === null) return [];
  const [, hex = "", port = ""] = match;
  const bytes = [...hex.matchAll(/.{8}/g)].flatMap(([group]) =>
    [...group.matchAll(/../g)].map(([byte]) => Number.parseInt(byte, 16)).reverse(),
  );
  const protocol = file.startsWith("udp") ? "udp" : "tcp";
  return [{ protocol, address: addressOf(bytes), port: Number.parseInt(port, 16) }];
}

function addressOf(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.every((byte) => byte === 0)) return "::";
  // IPv4 on a socket for both.
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255) return bytes.slice(12).join(".");
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return "::1";
  return bytes
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .replace(/(.{4})(?=.)/g, "$1:");
}
