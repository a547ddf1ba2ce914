import { visible } from "../../compose/problem.ts";
import type { DiagnosticEvent } from "./events.ts";
import { shortType, urnName } from "./events.ts";

/** What the engine says about itself and not about the site. */
const NOISE = [
  // Offline plugins are on PATH by our own doing, and the preview says so in its own line.
  /^using pulumi-(?:resource|language|analyzer)-\S+ from \$PATH/,
  /^preview failed$/,
  /^update failed$/,
  /^resource registration failed$/i,
];

/** So many places in the code are shown of a defect. */
const PLACES = 3;

/** Whether a message is about the engine's own working. */
export function isNoise(message: string): boolean {
  const text = message.trim();
  return text === "" || NOISE.some((pattern) => pattern.test(text));
}

/**
 * The text of a diagnostic for a person: without the engine's frame around an exception, without a stack trace. A report of
 * ours (one problem a line) stands for itself; any other text is preceded by the resource it is about.
 */
export function cleanDiagnostic(event: Pick<DiagnosticEvent, "message" | "urn">): string {
  // A part of it may be what a node wrote.
  const text = visible(withoutStack(event.message));
  const about = event.urn === undefined || event.urn === "" ? undefined : event.urn;
  if (about === undefined || isReport(text) || about.includes("::pulumi:pulumi:Stack::")) return text;
  const type = about.split("::")[2]?.split("$").at(-1) ?? "";
  return `${shortType(type)} ${urnName(about)}: ${text}`;
}

/** Our own problem reports end with their count. */
function isReport(text: string): boolean {
  return /(?:^|\n)\d+ problems?$/.test(text);
}

/**
 * An error as Node prints it, without its frame and its class. A report of ours needs no places in the code; of a defect
 * the nearest ones in this checkout stay, since they are where to look.
 */
function withoutStack(message: string): string {
  const lines = message.trimEnd().split("\n");
  const framed = /^(?:error: )?Running program '.*' failed with an unhandled exception:$/.test(lines[0] ?? "");
  const own = framed ? lines.slice(1) : lines;
  const isPlace = (line: string) => /^\s+at \S/.test(line);
  const end = own.findIndex(isPlace);
  const head = (end === -1 ? own : own.slice(0, end)).join("\n").trim();
  const text = framed ? head.replace(/^(?:<ref \*\d+> )?(?:Uncaught )?[A-Z]?\w*(?:Error|Exception)(?: \[\w+\])?: /, "") : head;
  if (end === -1 || isReport(text)) return text;
  const places = own.filter((line) => isPlace(line) && !/node_modules|node:/.test(line)).slice(0, PLACES);
  return [text, ...places].join("\n");
}
