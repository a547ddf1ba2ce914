/** One stretch of text with one look. */
interface Span {
  readonly text: string;
  readonly colour: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
}

/** The sixteen colours of a terminal, on a dark ground; contrast at least 4.5 : 1. */
const palette = [
  "#6e7681",
  "#ff7b72",
  "#56d364",
  "#e3b341",
  "#79c0ff",
  "#d2a8ff",
  "#56d4dd",
  "#c9d1d9",
  "#8b949e",
  "#ffa198",
  "#7ee787",
  "#f2cc60",
  "#a5d6ff",
  "#e2c5ff",
  "#b3f0ff",
  "#f0f6fc",
] as const;
const ground = "#0d1117";
const ink = "#e6edf3";
/** Longer lines are wrapped, as a terminal of this width wraps them. */
const terminalColumns = 112;
const cell = { width: 8.4, height: 18, padding: 16, fontSize: 14 };

/**
 * Draws a terminal's output as an SVG that needs no fonts of its own and runs no script.
 * Understands SGR colours (the sixteen basic ones), bold and dim; other escape sequences are dropped.
 *
 * @param output what a command printed, with its ANSI escapes
 * @param title what a screen reader says instead of the picture
 */
export function terminalSvg(output: string, title: string): string {
  const lines = spansOf(output.replace(/\s+$/, "")).flatMap(wrap);
  const columns = Math.max(...lines.map((line) => line.reduce((sum, span) => sum + columnsOf(span.text), 0)), 40);
  const width = Math.ceil(columns * cell.width + 2 * cell.padding);
  const height = lines.length * cell.height + 2 * cell.padding;
  const rows = lines.map((line, index) => {
    const baseline = cell.padding + index * cell.height + cell.fontSize;
    return `<text x="${cell.padding}" y="${baseline}" xml:space="preserve">${line.map(drawSpan).join("")}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">`,
    `<title>${escape(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${ground}"/>`,
    `<g fill="${ink}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${cell.fontSize}">`,
    ...rows,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How many cells a text takes; the output has no wide characters. */
function columnsOf(text: string): number {
  return [...graphemes.segment(text)].length;
}

function wrap(line: readonly Span[]): Span[][] {
  const lines: Span[][] = [[]];
  let free = terminalColumns;
  for (const span of line) {
    let rest = [...graphemes.segment(span.text)].map(({ segment }) => segment);
    while (rest.length > 0) {
      if (free === 0) {
        lines.push([]);
        free = terminalColumns;
      }
      const part = rest.slice(0, free);
      lines.at(-1)?.push({ ...span, text: part.join("") });
      rest = rest.slice(free);
      free -= part.length;
    }
  }
  return lines;
}

function drawSpan(span: Span): string {
  const look = [
    span.colour === undefined ? "" : ` fill="${span.colour}"`,
    span.bold ? ' font-weight="bold"' : "",
    span.dim ? ' opacity="0.75"' : "",
  ].join("");
  // The width is fixed so that columns stay aligned in whatever monospace font the reader has.
  const length = (columnsOf(span.text) * cell.width).toFixed(1);
  return `<tspan textLength="${length}"${look}>${escape(span.text)}</tspan>`;
}

function spansOf(output: string): Span[][] {
  let colour: string | undefined;
  let bold = false;
  let dim = false;
  return output.split(/\r?\n/).map((line) => {
    const spans: Span[] = [];
    for (const part of line.split(/(\u001b\[[0-9;?]*[A-Za-z])/)) {
      const sequence = /^\u001b\[([0-9;?]*)([A-Za-z])$/.exec(part);
      if (sequence === null) {
        if (part !== "") spans.push({ text: part, colour, bold, dim });
        continue;
      }
      if (sequence[2] !== "m") continue;
      for (const code of (sequence[1] ?? "").split(";").map(Number)) {
        if (code === 0) [colour, bold, dim] = [undefined, false, false];
        else if (code === 1) bold = true;
        else if (code === 2) dim = true;
        else if (code === 22) [bold, dim] = [false, false];
        else if (code === 39) colour = undefined;
        else if (code >= 30 && code <= 37) colour = palette[code - 30];
        else if (code >= 90 && code <= 97) colour = palette[code - 82];
      }
    }
    return spans;
  });
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
