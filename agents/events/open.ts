import { closeSync, constants, fstatSync, openSync } from "node:fs";

/**
 * Opens a file of the store for reading. Undefined when it is not there, or when a link, a folder or a pipe stands in its place: that is
 * nobody's event.
 * @throws the file system's error when it is there and cannot be read
 */
export function openForReading(file: string): number | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ELOOP") return undefined;
    throw error;
  }
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  return undefined;
}
