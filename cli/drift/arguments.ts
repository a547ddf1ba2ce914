import { parseArgs } from "node:util";
import { suggest } from "../../compose/suggest.ts";
import { ExpectedError } from "../../setup/expected.ts";

/** What a person asked for. */
export interface DriftArguments {
  /** @default all sites */
  readonly sites: readonly string[];
  readonly quick: boolean;
  readonly json: boolean;
  /** A file, or `-` for stdout. */
  readonly markdown?: string;
  readonly html?: string;
  /** Where drift is remembered. @default beside the state */
  readonly memory?: string;
  /** The node that this machine is. */
  readonly here?: string;
}

const OPTIONS = {
  quick: { type: "boolean", help: "without the engine: the nodes' own records instead of the state" },
  json: { type: "boolean", help: "print one JSON document" },
  markdown: { type: "string", help: "FILE  write Markdown, `-` for stdout" },
  html: { type: "string", help: "FILE  write one self-contained page, `-` for stdout" },
  here: { type: "string", help: "NODE  with --quick: only this node, which is this machine, by its local socket" },
  memory: { type: "string", help: "FOLDER  where drift is remembered (default: beside the state)" },
  help: { type: "boolean", help: "print this" },
} as const;

const NAMES = Object.keys(OPTIONS).map((name) => `--${name}`);

/** What `--help` prints. */
export const HELP = [
  "npm run drift -- [site…] [options]",
  "",
  "Compares what is declared, what was applied and what the nodes really do, and ends with a verdict a service.",
  "",
  ...Object.entries(OPTIONS).map(([name, { help }]) => `  --${name.padEnd(10)}${help}`),
  "",
  "Ends 0 when all is in sync or work for an `up`, 7 on drift, 4 when a node is unreachable and nothing drifted, 1 on an error.",
  "",
].join("\n");

/**
 * The arguments; undefined for `--help`. With Node's own parser: a quick look has no time to load another one.
 * @throws ExpectedError what is wrong, the allowed options and the nearest one
 */
export function parseDriftArguments(args: readonly string[]): DriftArguments | undefined {
  let parsed;
  try {
    const options = Object.fromEntries(Object.entries(OPTIONS).map(([name, { type }]) => [name, { type }]));
    parsed = parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new ExpectedError(wrongArgument(error instanceof Error ? error.message : String(error)));
  }
  const values = parsed.values as { [name in keyof typeof OPTIONS]?: (typeof OPTIONS)[name]["type"] extends "string" ? string : boolean };
  if (values.help === true) return undefined;
  const { quick = false, json = false, markdown, html, memory, here } = values;
  if (here !== undefined && !quick)
    throw new ExpectedError("--here is for --quick: the engine reads every node by its address in the topology; fix: add --quick");
  const toStdout = [json ? "--json" : "", markdown === "-" ? "--markdown -" : "", html === "-" ? "--html -" : ""].filter(
    (one) => one !== "",
  );
  if (toStdout.length > 1) throw new ExpectedError(`only one of ${toStdout.join(", ")} may go to stdout; fix: give the others a file`);
  return {
    sites: parsed.positionals,
    quick,
    json,
    ...(markdown === undefined ? {} : { markdown }),
    ...(html === undefined ? {} : { html }),
    ...(memory === undefined ? {} : { memory }),
    ...(here === undefined ? {} : { here }),
  };
}

function wrongArgument(message: string): string {
  const wrong = /'(-[^' ]+)/.exec(message)?.[1];
  const near = wrong === undefined ? undefined : suggest(wrong, NAMES);
  const text = message.replace(/\. .*$/s, "").replace(/\.$/, "");
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}; allowed: ${NAMES.join(", ")}${near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`}`;
}
