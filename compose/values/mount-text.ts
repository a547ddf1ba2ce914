/** The fields of a short volume, `source:target:options`. */
export interface MountText {
  readonly type: "bind" | "volume";
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly nocopy: boolean;
  readonly propagation?: string;
  readonly selinux?: string;
}

/** Thrown by {@link parseMountText}; the message is a clause that fits behind an attribute's path. */
export class MountTextError extends Error {}

const PROPAGATIONS = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];

/**
 * Reads a short volume. Colons inside `${…}` and behind a drive letter do not separate; unknown options are ignored,
 * as Compose ignores them.
 * @throws MountTextError when a section is empty or there are too many.
 */
export function parseMountText(spec: string): MountText {
  if (spec === "") throw new MountTextError("the volume is empty");
  if (spec.length <= 2) return { type: "volume", target: spec, readOnly: false, nocopy: false };
  const sections = splitSections(spec);
  if (sections.includes("")) throw new MountTextError(`${JSON.stringify(spec)} has an empty section between colons`);
  if (sections.length > 3) throw new MountTextError(`${JSON.stringify(spec)} has too many colons`);
  const [first = "", second, options = ""] = sections;
  const source = second === undefined ? undefined : first;
  const target = second ?? first;
  let readOnly = false;
  let nocopy = false;
  let propagation: string | undefined;
  let selinux: string | undefined;
  for (const option of options.split(",")) {
    if (option === "ro") readOnly = true;
    else if (option === "rw") readOnly = false;
    else if (option === "nocopy") nocopy = true;
    else if (PROPAGATIONS.includes(option)) propagation = option;
    else if (option === "z" || option === "Z") selinux = option;
  }
  return {
    type: source !== undefined && isFilePath(source) ? "bind" : "volume",
    ...(source === undefined ? {} : { source }),
    target,
    readOnly,
    nocopy,
    ...(propagation === undefined ? {} : { propagation }),
    ...(selinux === undefined ? {} : { selinux }),
  };
}

/** Whether a source is a path on the host and not the name of a volume. */
export function isFilePath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith("\\\\") || /^\p{L}:/u.test(source);
}

function splitSections(spec: string): string[] {
  const sections: string[] = [];
  let begin = 0;
  for (let at = colonOutside(spec, 0); at !== -1; at = colonOutside(spec, at + 1)) {
    const section = spec.slice(begin, at);
    if (section.length <= 2 && /^\p{L}$/u.test(section)) continue;
    sections.push(section);
    begin = at + 1;
  }
  sections.push(spec.slice(begin));
  return sections;
}

/** The first colon at or behind an offset that stands outside `${…}`, -1 when there is none. */
function colonOutside(spec: string, offset: number): number {
  const colon = spec.indexOf(":", offset);
  const variable = spec.indexOf("${", offset);
  if (variable === -1 || colon < variable) return colon;
  let depth = 0;
  for (let at = variable; at < spec.length; at += 1) {
    if (spec[at] === "$" && spec[at + 1] === "{") depth += 1;
    else if (spec[at] === "}" && depth > 0) depth -= 1;
    else if (spec[at] === ":" && depth === 0) return at;
  }
  return -1;
}
