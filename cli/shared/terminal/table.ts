/** One column of a table. */
export interface Column {
  readonly title: string;
  /** @default "left" */
  readonly align?: "left" | "right";
}

/**
 * A table with aligned columns, two spaces apart, titles first. In a terminal that is too narrow the widest left-aligned
 * column gives way; a cut cell ends with `…`.
 *
 * @param width the terminal's columns; undefined where lines may be as long as they like
 */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[], width?: number): string[] {
  const widths = columns.map(({ title }, index) => Math.max(title.length, ...rows.map((row) => (row[index] ?? "").length)));
  if (width !== undefined) {
    const total = widths.reduce((sum, each) => sum + each, 0) + 2 * (widths.length - 1);
    const widest = widths.reduce(
      (best, each, index) => (columns[index]?.align !== "right" && each > (widths[best] ?? -1) ? index : best),
      columns.findIndex(({ align }) => align !== "right"),
    );
    const room = (widths[widest] ?? 0) - Math.max(0, total - width);
    if (widths[widest] !== undefined) widths[widest] = Math.max(8, Math.min(room, widths[widest]));
  }
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => {
        const cell = clip(cells[index] ?? "", widths[index] ?? 0);
        return align === "right" ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}

/** A text cut to a width, with `…` where something is missing. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
