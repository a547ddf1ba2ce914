import type { Sizes } from "./cursor.ts";

/** One day of a node's part of the store. */
export interface StoredDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** Bytes. */
  readonly size: number;
}

export interface RetentionOptions {
  /** Days that are kept in any case. @default 30 */
  readonly keepDays?: number;
  /** Days after which one is removed although a reader has not fetched it. @default 90 */
  readonly dropDays?: number;
  /** Whether the disk is so full that the oldest day has to go. @default false */
  readonly pressure?: boolean;
}

/** What retention does with the days of a node. */
export interface Retention {
  /** Fetched by every reader, and old enough. */
  readonly remove: readonly StoredDay[];
  /** Removed although not every reader has all of it: an `events_dropped` event has to report each. */
  readonly drop: readonly StoredDay[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Which days a node need not keep any longer. A day goes when it is older than 30 days and every reader has all of it, or older than
 * 90 days; under pressure the oldest day that is not today's goes too. What a reader did not have is never removed silently.
 * @param readers How much of each day each reader has; with no reader nothing counts as fetched.
 */
export function planRetention(days: readonly StoredDay[], readers: readonly Sizes[], now: Date, options: RetentionOptions = {}): Retention {
  const { keepDays = 30, dropDays = 90, pressure = false } = options;
  const fetched = ({ day, size }: StoredDay) => readers.length > 0 && readers.every((sizes) => (sizes.get(day) ?? 0) >= size);
  const age = ({ day }: StoredDay) => Math.floor((now.getTime() - Date.parse(`${day}T00:00:00Z`)) / DAY_MS);
  const remove: StoredDay[] = [];
  const drop: StoredDay[] = [];
  const sorted = [...days].sort((a, b) => (a.day < b.day ? -1 : 1));
  for (const day of sorted) {
    if (age(day) > keepDays && fetched(day)) remove.push(day);
    else if (age(day) > dropDays) drop.push(day);
  }
  const oldest = sorted.find((day) => age(day) > 0);
  if (pressure && remove.length === 0 && drop.length === 0 && oldest !== undefined) (fetched(oldest) ? remove : drop).push(oldest);
  return { remove, drop };
}
