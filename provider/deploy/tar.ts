/** A file for an archive. */
export interface ArchiveFile {
  /** With `/` between its parts, relative. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Permission bits. @default 0o600 */
  readonly mode?: number;
}

const BLOCK = 512;

/**
 * A tar archive that GNU tar and busybox unpack: the way files travel to a node, since neither their names nor their content
 * then pass through a shell. Long and non-ASCII names use GNU's long-name entry.
 */
export function writeTar(files: readonly ArchiveFile[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { path, content, mode = 0o600 } of files) {
    const name = Buffer.from(path, "utf8");
    const body = typeof content === "string" ? Buffer.from(content, "utf8") : Buffer.from(content);
    if (name.length >= 100)
      blocks.push(header(Buffer.from("././@LongLink"), name.length + 1, 0o600, "L"), padded(Buffer.concat([name, Buffer.alloc(1)])));
    blocks.push(header(name.subarray(0, 99), body.length, mode, "0"), padded(body));
  }
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(name: Buffer, size: number, mode: number, kind: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  name.copy(block, 0);
  block.write(octal(mode, 7), 100, "latin1");
  block.write(octal(0, 7), 108, "latin1");
  block.write(octal(0, 7), 116, "latin1");
  block.write(octal(size, 11), 124, "latin1");
  block.write(octal(0, 11), 136, "latin1");
  block.write("        ", 148, "latin1");
  block.write(kind, 156, "latin1");
  block.write("ustar  ", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, "latin1");
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

function padded(content: Buffer): Buffer {
  const rest = content.length % BLOCK;
  return rest === 0 ? content : Buffer.concat([content, Buffer.alloc(BLOCK - rest)]);
}
