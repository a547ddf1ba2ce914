import { execFileSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";

/** Where Linux keeps files in memory. */
const MEMORY = "/dev/shm";
/** `TMPFS_MAGIC` in linux/magic.h. */
const TMPFS = 0x0102_1994;
const GIB = 1024 ** 3;
/** A run holds a few hundred MiB of images, states and checkouts at a time; the processes that run beside need the rest. */
const ROOM = 6 * GIB;

/** Where a run of the tests keeps its files. */
export interface TestFolder {
  readonly path: string;
  /** Whether they are kept in memory. */
  readonly inMemory: boolean;
  /** Removes it with everything in it. */
  remove(): void;
}

/**
 * A folder for the temporary files of one run: thousands of small ones, so in memory where there is room for them, which saves
 * the most of what a disk costs. Not when the person chose a TMPDIR.
 */
export function makeTestFolder(env: NodeJS.ProcessEnv = process.env): TestFolder {
  const chosen = env["TMPDIR"] ?? "";
  const inMemory = chosen === "" && fits(MEMORY);
  const parent = inMemory ? MEMORY : chosen === "" ? tmpdir() : chosen;
  sweep(parent);
  const path = mkdtempSync(join(parent, `homelab-test-${process.pid}-`));
  return { path, inMemory, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Takes away what a run that was killed has left, which would stay in memory until the machine is started anew. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const owner = /^homelab-test-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || alive(Number(owner))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // A container of that run still holds it.
    }
  }
}

/** Whether a folder is in memory, has room, and lets programs run: some machines forbid the last. */
function fits(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { type, bsize, bavail } = statfsSync(folder);
    return type === TMPFS && bsize * bavail >= ROOM && freemem() >= ROOM && runsPrograms(folder);
  } catch {
    return false;
  }
}

function runsPrograms(folder: string): boolean {
  const own = mkdtempSync(join(folder, "homelab-try-"));
  try {
    const program = join(own, "program");
    writeFileSync(program, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    execFileSync(program, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
