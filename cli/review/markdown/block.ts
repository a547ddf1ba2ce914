/**
 * A part of a comment that can be cut without breaking it: every row stands for itself, head and tail belong together. What is
 * cut is counted.
 */
export interface Block {
  readonly head: readonly string[];
  readonly rows: readonly string[];
  readonly tail?: readonly string[];
  /** The line that stands for so many rows that are left out; in a table a row of it. */
  readonly more: (count: number) => string;
}

/** Room that is kept for the closing lines. */
const CLOSING = 200;

/**
 * The blocks one after the other in at most `limit` characters (UTF-16 units, of which there are never fewer than characters).
 * The first blocks get their room first; one that has room for no row is left out and counted.
 *
 * @throws RangeError when the limit leaves no room for anything
 */
export function joinBlocks(blocks: readonly Block[], limit: number): string {
  if (limit < 2 * CLOSING)
    throw new RangeError(
      `a comment of at most ${String(limit)} characters has no room for anything; allowed: at least ${String(2 * CLOSING)}`,
    );
  const texts: string[] = [];
  let left = limit - CLOSING;
  let skipped = 0;
  for (const block of blocks) {
    const text = blockText(block, left);
    if (text === undefined) {
      skipped++;
      continue;
    }
    texts.push(text);
    left -= text.length + 1;
  }
  if (skipped > 0)
    texts.push(
      `\n_${String(skipped)} more ${skipped === 1 ? "section does" : "sections do"} not fit here; the run's review.json has all._`,
    );
  return `${texts.join("\n").trim()}\n`;
}

function blockText({ head, rows, tail = [], more }: Block, room: number): string | undefined {
  const frame = [...head, ...tail].reduce((sum, line) => sum + line.length + 1, 0);
  const whole = rows.reduce((sum, row) => sum + row.length + 1, frame);
  if (whole <= room) return [...head, ...rows, ...tail].join("\n");
  let used = frame + more(rows.length).length + 1;
  let kept = 0;
  for (const row of rows) {
    if (used + row.length + 1 > room) break;
    used += row.length + 1;
    kept++;
  }
  return kept === 0 ? undefined : [...head, ...rows.slice(0, kept), more(rows.length - kept), ...tail].join("\n");
}
