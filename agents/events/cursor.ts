import { z } from "zod";

import { DAY } from "./place.ts";

/** How many bytes of each day a reader has: the mirror's own sizes. */
export type Sizes = ReadonlyMap<string, number>;

/** The most days that a cursor holds; older ones are over on the node as well. */
export const CURSOR_DAYS = 90;

const schema = z.strictObject({ v: z.literal(1), sizes: z.record(z.string().regex(DAY), z.int().nonnegative()) });

/** A cursor that a reader shows again as it got it; its inside is nobody's business. */
export function formatCursor(sizes: Sizes): string {
  const newest = [...sizes].sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, CURSOR_DAYS);
  return Buffer.from(JSON.stringify({ v: 1, sizes: Object.fromEntries(newest.reverse()) })).toString("base64url");
}

/** The sizes in a cursor; the empty text is the start. Undefined for what is no cursor of this version. */
export function parseCursor(text: string): Map<string, number> | undefined {
  if (text === "") return new Map();
  if (text.length > 16_384 || !/^[\w-]+$/.test(text)) return undefined;
  try {
    const { sizes } = schema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return Object.keys(sizes).length > CURSOR_DAYS ? undefined : new Map(Object.entries(sizes));
  } catch {
    return undefined;
  }
}
