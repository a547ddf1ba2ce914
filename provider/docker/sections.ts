/** One part of the answer of `snapshot.sh`. */
export interface Section {
  readonly lines: readonly string[];
  /** Of the commands inside; what each means is up to the section. */
  readonly exitCode: number;
}

export interface Sections {
  get(name: string): Section | undefined;
  /** Whether the script ran to its end. */
  readonly complete: boolean;
}

/** Takes the answer apart. What a login shell prints before the script's own first line is passed over. */
export function sectionsOf(answer: Buffer): Sections {
  const sections = new Map<string, Section>();
  const lines = answer.toString("utf8").split("\n");
  const first = lines.indexOf("#homelab-snapshot 1");
  let open: { readonly name: string; readonly lines: string[] } | undefined;
  let complete = false;
  for (const line of first === -1 ? [] : lines.slice(first + 1)) {
    if (!line.startsWith("#")) {
      if (line !== "") open?.lines.push(line);
      continue;
    }
    const [word, name = "", code = ""] = line.split(" ");
    if (word === "#begin") open = { name, lines: [] };
    else if (word === "#end" && open?.name === name) {
      sections.set(name, { lines: open.lines, exitCode: Number(code) });
      open = undefined;
    } else if (word === "#done") complete = true;
  }
  return { get: (name) => sections.get(name), complete };
}
