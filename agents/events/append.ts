import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";

import { dayOf, LINE_BYTES, writtenEvent, type WrittenEvent } from "./event.ts";
import { dayFile } from "./place.ts";

/** The event is not in the store: it is full or cannot be written. Nothing of the line was left behind. */
export class NotWrittenError extends Error {
  override readonly name = "NotWrittenError";
}

/** The event is not one that may be written. */
export class BadEventError extends Error {
  override readonly name = "BadEventError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the event cannot be written: ${problems.join("; ")}`);
    this.problems = problems;
  }
}

/** What is tried of the file system; a test puts a failing disk here. */
export interface Disk {
  readonly write: (descriptor: number, bytes: Buffer) => number;
}

const realDisk: Disk = { write: (descriptor, bytes) => writeSync(descriptor, bytes) };

/**
 * Appends one event to the store, durably: one write of the whole line, a comparison of what was written, the old length again
 * when it was cut short, then fsync. Several programs append to one file at the same time, the deployment's shell runner among
 * them; each line is one write at the end of the file, so that lines never mix.
 *
 * Folders and files belong to the owner of the store, whoever makes them: a container that runs as root must not keep the account
 * that deploys from appending on the same day.
 * @param root The store, `/opt/homelab/events` on a node.
 * @param into The node whose part of the store takes it. @default the node that the event is about
 * @throws BadEventError with every problem, NotWrittenError when the disk is full or the store cannot be written
 */
export function appendEvent(root: string, event: WrittenEvent, into = event.node, disk: Disk = realDisk): void {
  const checked = writtenEvent.safeParse(event);
  if (!checked.success)
    throw new BadEventError(checked.error.issues.map(({ path: at, message }) => `${at.join(".") || "event"}: ${message}`));
  const line = Buffer.from(`${JSON.stringify(checked.data)}\n`);
  if (line.length > LINE_BYTES) throw new BadEventError([`data: the line has ${line.length} bytes; allowed: at most ${LINE_BYTES}`]);
  try {
    const { file } = dayFile(root, dayOf(checked.data), into);
    const owner = statSync(root);
    makeFolders(root, path.dirname(file), owner);
    appendLine(file, line, owner, disk);
  } catch (error) {
    throw new NotWrittenError(`the event ${event.type} could not be written into ${root}: ${(error as Error).message}`, { cause: error });
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Makes the folders between the store and a file; each belongs to the store's owner. */
function makeFolders(root: string, folder: string, owner: Owner): void {
  if (folder === root) return;
  makeFolders(root, path.dirname(folder), owner);
  try {
    mkdirSync(folder, { mode: 0o755 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!lstatSync(folder).isDirectory()) throw new Error(`${folder} is no folder`, { cause: error });
    return;
  }
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    give(descriptor, owner);
  } finally {
    closeSync(descriptor);
  }
}

function appendLine(file: string, line: Buffer, owner: Owner, disk: Disk): void {
  // O_NOFOLLOW: a link in the store would let whoever made it choose the file that root appends to.
  const descriptor = openSync(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error(`${file} is no file`);
    give(descriptor, owner);
    const bytes = endsInsideLine(descriptor) ? Buffer.concat([Buffer.from("\n"), line]) : line;
    const written = disk.write(descriptor, bytes);
    if (written < bytes.length) {
      cutBack(descriptor, bytes.subarray(0, written));
      throw new Error("no space left on the device");
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Root makes files for the store's owner; anybody else can only make their own. */
function give(descriptor: number, { uid, gid }: Owner): void {
  const now = fstatSync(descriptor);
  if (process.getuid?.() === 0 && (now.uid !== uid || now.gid !== gid)) fchownSync(descriptor, uid, gid);
}

/** Whether a power cut or a full disk tore the last line: the next one then starts on a line of its own. */
function endsInsideLine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}

/** Takes a half line back, if it is still the end of the file: another program may have appended behind it. */
function cutBack(descriptor: number, half: Buffer): void {
  const { size } = fstatSync(descriptor);
  if (half.length === 0 || size < half.length) return;
  const end = Buffer.alloc(half.length);
  readSync(descriptor, end, 0, half.length, size - half.length);
  if (end.equals(half)) ftruncateSync(descriptor, size - half.length);
}
