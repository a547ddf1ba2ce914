import { styleText } from "node:util";

/** Words of a terminal's colours; each function returns the text unchanged when colours are off. */
export type Paint = Record<"bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "magenta", (text: string) => string>;

/**
 * Whether to colour: NO_COLOR (any value) says no, FORCE_COLOR says yes (0 or false: no), else a terminal decides.
 *
 * @see https://no-color.org and https://force-color.org
 */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

/** The colours, or functions that change nothing. */
export function paint(on: boolean): Paint {
  // Whether the stream shows colours has been decided.
  const style = (format: keyof Paint) => (text: string) => (on ? styleText(format, text, { validateStream: false }) : text);
  return {
    bold: style("bold"),
    dim: style("dim"),
    red: style("red"),
    green: style("green"),
    yellow: style("yellow"),
    cyan: style("cyan"),
    magenta: style("magenta"),
  };
}
