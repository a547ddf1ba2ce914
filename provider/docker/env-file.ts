import { DotenvError, ESCAPES, parseDotenv } from "../../compose/values/dotenv.ts";

/** Which Compose reads the file: the Python one (1.x) and the Go one (2 and later) differ in quoting and expansion. */
export type EnvDialect = "v1" | "v2";

export interface EnvFile {
  readonly variables: ReadonlyMap<string, string>;
  /** Why Compose refuses the file; it then sets nothing. Never holds a value. */
  readonly fault?: string;
}

/** The variables of an env file as Compose's `--env-file` reads it; a later line wins. */
export function readEnvFile(text: string, dialect: EnvDialect): EnvFile {
  if (dialect === "v1") return { variables: parsePython(text) };
  try {
    // A bare name takes its value from the environment of Compose, which is empty here.
    return { variables: parseDotenv(text, () => undefined) };
  } catch (error) {
    if (!(error instanceof DotenvError)) throw error;
    return { variables: new Map(), fault: `line ${error.line} cannot be read` };
  }
}

/**
 * The rules of python-dotenv, which Compose 1.29 uses: expansion of `${…}` only, and in every kind of value.
 * @param lookup where a name without a value takes one from; @default nowhere, and it is left out
 */
export function parsePython(text: string, lookup: (name: string) => string | undefined = () => undefined): Map<string, string> {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const variables = new Map<string, string>();
  const binding =
    /\s*(?:export[^\S\r\n]+)?(?:'([^']+)'|([^=#\s]+))[^\S\r\n]*(?:=[^\S\r\n]*(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|([^\r\n'"][^\r\n]*)?))?(?:[^\S\r\n]*#[^\r\n]*)?[^\S\r\n]*(?:\r\n|\n|\r|$)/uy;
  let at = 0;
  while (at < source.length) {
    binding.lastIndex = at;
    const match = binding.exec(source);
    if (match === null) {
      // A line it cannot read is passed over, comments among them.
      const end = source.slice(at).search(/[^\s][^\r\n]*(?:\r\n|\n|\r|$)/);
      if (end === -1) return variables;
      const line = /[^\s][^\r\n]*(?:\r\n|\n|\r|$)/.exec(source.slice(at));
      at += end + (line?.[0].length ?? 1);
      continue;
    }
    at = binding.lastIndex;
    const [whole, quotedName, name = "", single, double, bare] = match;
    if (!whole.includes("=")) {
      const inherited = lookup(quotedName ?? name);
      if (inherited !== undefined) variables.set(quotedName ?? name, inherited);
      continue;
    }
    const value =
      single?.replace(/\\([\\'])/g, "$1") ??
      double?.replace(/\\([\\'"abfnrtv])/g, (_, sign: string) => (sign === "'" ? "'" : (ESCAPES[sign] ?? sign))) ??
      (bare ?? "").replace(/\s#.*$/, "").trimEnd();
    variables.set(
      quotedName ?? name,
      value.replace(
        /\$\{([^}:]{0,4096})(?::-([^}]{0,65536}))?\}/g,
        (_, key: string, fallback?: string) => variables.get(key) ?? fallback ?? "",
      ),
    );
  }
  return variables;
}
