import { createHash } from "node:crypto";
import { closeSync, fstatSync, readSync } from "node:fs";
import { z } from "zod";

import type { Sizes } from "./cursor.ts";
import { openForReading } from "./open.ts";
import { DAY, dayFiles, type DayFile } from "./place.ts";

/** The most bytes of events in one answer. */
export const ANSWER_BYTES = 256 * 1024;

/** How much before a piece its digest covers: enough to tell that the copy and the file have the same past. */
export const DIGEST_BYTES = 4096;

/** Whole lines of one day's file, from the position where the reader's copy ends. */
export const piece = z.strictObject({
  day: z.string().regex(DAY),
  /** Bytes from the start of the day's file; the size of the reader's copy. */
  offset: z.int().nonnegative(),
  /** SHA-256, hexadecimal, of the (at most) 4 KiB before `offset`. */
  before: z.string().regex(/^[0-9a-f]{64}$/),
  /** The lines, base64: bytes and no text, since a copy may end inside a character. */
  lines: z.base64(),
});

export type Piece = z.infer<typeof piece>;

/** What a reader is still missing. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  /** Whether there is more than fits into one answer. */
  readonly more: boolean;
  /** Days that the reader has more of than the node: the store was cut or made again. */
  readonly shorter: readonly string[];
}

/**
 * What one node's part of a store holds beyond a reader's sizes. Only ended lines are given out: the rest of a line comes when it
 * is ended. A day that the reader has more of than the file is reported and starts again at 0.
 */
export function piecesAfter(root: string, node: string, sizes: Sizes, limit = ANSWER_BYTES): Pieces {
  const pieces: Piece[] = [];
  const shorter: string[] = [];
  let left = limit;
  for (const file of dayFiles(root, node)) {
    const known = sizes.get(file.day) ?? 0;
    const found = readPiece(file, known, left);
    if (found === undefined) continue;
    if (found === "shorter") {
      shorter.push(file.day);
      continue;
    }
    if (found === "full") return { pieces, more: true, shorter };
    pieces.push(found.piece);
    left -= found.bytes;
    if (found.more) return { pieces, more: true, shorter };
  }
  return { pieces, more: false, shorter };
}

type Found = { readonly piece: Piece; readonly bytes: number; readonly more: boolean } | "shorter" | "full" | undefined;

function readPiece({ file, day }: DayFile, from: number, limit: number): Found {
  const descriptor = openForReading(file);
  if (descriptor === undefined) return undefined;
  try {
    const { size } = fstatSync(descriptor);
    if (size < from) return "shorter";
    if (size === from) return undefined;
    if (limit <= 0) return "full";
    const before = Buffer.alloc(Math.min(DIGEST_BYTES, from));
    readSync(descriptor, before, 0, before.length, from - before.length);
    const bytes = Buffer.alloc(Math.min(limit, size - from));
    const read = readSync(descriptor, bytes, 0, bytes.length, from);
    const end = bytes.lastIndexOf(0x0a, read - 1) + 1;
    // A line longer than the answer is no event of ours; it is taken as it is, so that it cannot hold up what follows.
    const whole = end === 0 && read === limit && limit === ANSWER_BYTES ? read : end;
    if (whole === 0) return read === limit ? "full" : undefined;
    return {
      piece: { day, offset: from, before: sha256(before), lines: bytes.subarray(0, whole).toString("base64") },
      bytes: whole,
      more: from + whole < size && read === limit,
    };
  } finally {
    closeSync(descriptor);
  }
}

/** The digest that tells whether a copy has the same past as the file. */
export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
