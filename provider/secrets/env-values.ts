import { readEnvFile } from "../docker/env-file.ts";

/** A value of an env file with the name of its variable. */
export interface EnvValue {
  readonly name: string;
  readonly value: string;
}

/** Every value of an env file, as it is written there and as either generation of Compose reads it; also of one that cannot be read. */
export function envValues(text: string): EnvValue[] {
  const written = new Map<string, Set<string>>();
  const add = (name: string, value: string): void => {
    const values = written.get(name) ?? new Set();
    written.set(name, values.add(value));
  };
  let last = "";
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^\s*#/.test(line) || line.trim() === "") continue;
    const match = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)[ \t]*=(.*)$/.exec(line);
    if (match !== null) last = match[1] ?? "";
    // Otherwise a further line of a value in quotes.
    for (const value of asWritten(match?.[2] ?? line)) add(last, value);
  }
  for (const dialect of ["v1", "v2"] as const) for (const [name, value] of readEnvFile(text, dialect).variables) add(name, value);
  return [...written].flatMap(([name, values]) => [...values].filter((value) => value !== "").map((value) => ({ name, value })));
}

function asWritten(raw: string): string[] {
  const text = raw.trim();
  const quote = text.charAt(0);
  const end = text.lastIndexOf(quote);
  if ((quote === '"' || quote === "'") && end > 0) return [text, text.slice(1, end)];
  const comment = text.indexOf(" #");
  const bare = (comment === -1 ? text : text.slice(0, comment)).trim();
  return [text, bare, bare.replace(/^["']|["']$/g, "")];
}
