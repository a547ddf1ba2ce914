import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";

import type { Sizes } from "./cursor.ts";
import { DIGEST_BYTES, sha256, type Piece } from "./pieces.ts";
import { dayFile, dayFiles } from "./place.ts";

/** How a piece fitted to the copy. */
export type Fit =
  | "written"
  /** The copy has another size than the piece begins at: asking again from the copy's own sizes is the whole recovery. */
  | "elsewhere"
  /** The node's file has another past: the node was installed again, or its file was cut. */
  | "another past";

/** The sizes of a node's copy, which are the cursor: there is no table of what was seen. */
export function mirrorSizes(root: string, node: string): Sizes {
  return new Map(dayFiles(root, node).flatMap(({ day, file }) => (existsSync(file) ? [[day, statSync(file).size] as const] : [])));
}

/**
 * Writes a piece behind the copy of its day, if it fits there to the byte. A crash in between leaves a shorter copy and nothing else:
 * the next question begins at the copy's own size, so that no line comes twice and none is missing.
 */
export function writePiece(root: string, node: string, { day, offset, before, lines }: Piece): Fit {
  const { file } = dayFile(root, day, node);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
  try {
    if (fstatSync(descriptor).size !== offset) return "elsewhere";
    const past = Buffer.alloc(Math.min(DIGEST_BYTES, offset));
    readSync(descriptor, past, 0, past.length, offset - past.length);
    if (sha256(past) !== before) return "another past";
    const bytes = Buffer.from(lines, "base64");
    let written = 0;
    while (written < bytes.length) written += writeSync(descriptor, bytes, written, bytes.length - written, offset + written);
    fsyncSync(descriptor);
    return "written";
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Puts a copy aside whose node has another past now: it stays readable as `events.<n>.jsonl`, and a new copy begins.
 * @returns the name that it has from now on; undefined when there was none
 */
export function putAside(root: string, node: string, day: string): string | undefined {
  const { file } = dayFile(root, day, node);
  if (!existsSync(file)) return undefined;
  let number = 1;
  while (existsSync(path.join(path.dirname(file), `events.${number}.jsonl`))) number++;
  const aside = `events.${number}.jsonl`;
  renameSync(file, path.join(path.dirname(file), aside));
  return aside;
}
