import { buffer } from "node:stream/consumers";
import { extract, pack } from "tar-stream";

/** A file for an archive. */
export interface ArchiveFile {
  /** With `/` between its parts, relative. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Permission bits. @default 0o600 */
  readonly mode?: number;
}

/** A file out of an archive. */
export interface ArchivedFile {
  readonly path: string;
  readonly content: Buffer;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * A tar archive that GNU tar and busybox unpack: files travel to a node in one, since neither their names nor their content then
 * pass through a shell.
 */
export async function writeTar(files: readonly ArchiveFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, mode = 0o600 } of files) archive.entry({ name: path, mode, mtime: new Date(0) }, Buffer.from(content));
  archive.finalize();
  return buffer(archive);
}

/**
 * The regular files of a tar archive, as GNU tar and busybox write it. Archives one after another (a `find -exec tar {} +` over
 * many files) read as one.
 * @throws Error when the archive is cut off or damaged
 */
export async function readTar(archive: Buffer): Promise<ArchivedFile[]> {
  const files: ArchivedFile[] = [];
  const entries = extract();
  entries.end(archive);
  try {
    for await (const entry of entries) {
      const { name, mode, type } = entry.header;
      const content = await buffer(entry);
      if (type === "file") files.push({ path: name, content, mode: mode & 0o7777 });
    }
  } catch (error) {
    throw new Error(`the archive of the node's files is cut off or damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
  return files;
}
