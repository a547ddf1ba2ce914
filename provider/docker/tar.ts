/** A file out of an archive. */
export interface ArchivedFile {
  readonly path: string;
  readonly content: Buffer;
  /** Permission bits. */
  readonly mode: number;
}

const BLOCK = 512;

/**
 * The regular files of a tar archive, as GNU tar and busybox write it; long names in either notation. Archives one after
 * another (a `find -exec tar {} +` over many files) read as one. Throws when the archive is cut off.
 */
export function readTar(archive: Buffer): ArchivedFile[] {
  const files: ArchivedFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    at += BLOCK;
    if (header[0] === 0) continue;
    const size = numberIn(header.subarray(124, 136));
    if (at + size > archive.length) throw new Error("the archive of the node's files is cut off");
    const content = archive.subarray(at, at + size);
    at += Math.ceil(size / BLOCK) * BLOCK;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === "L") longName = textIn(content);
    else if (kind === "x") longName = paxPath(content) ?? longName;
    else {
      const ustar = header.toString("latin1", 257, 263) === "ustar\0";
      const prefix = ustar ? textIn(header.subarray(345, 500)) : "";
      const short = textIn(header.subarray(0, 100));
      const path = longName ?? (prefix === "" ? short : `${prefix}/${short}`);
      longName = undefined;
      if (kind === "0" || kind === "\0") files.push({ path, content, mode: numberIn(header.subarray(100, 108)) & 0o7777 });
    }
  }
  return files;
}

/** Octal text, or with the first bit set a binary number (GNU, for more than 8 GiB). */
function numberIn(field: Buffer): number {
  if (((field[0] ?? 0) & 0x80) === 0) return Number.parseInt(textIn(field).trim() || "0", 8);
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
}

function textIn(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end === -1 ? field.length : end);
}

/** Records of a pax header: `27 path=config/npm/.env\n`. */
function paxPath(content: Buffer): string | undefined {
  let found: string | undefined;
  for (let at = 0; at < content.length;) {
    const blank = content.indexOf(0x20, at);
    const length = Number.parseInt(content.toString("latin1", at, blank), 10);
    if (blank === -1 || !(length > 0)) break;
    const record = content.toString("utf8", blank + 1, at + length - 1);
    if (record.startsWith("path=")) found = record.slice("path=".length);
    at += length;
  }
  return found;
}
