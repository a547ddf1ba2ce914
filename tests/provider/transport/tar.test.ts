import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";

import { readTar, writeTar } from "../../../provider/transport/tar.ts";

const files = [
  { path: "plain", content: "x\n", mode: 0o640 },
  { path: "empty", content: "" },
  { path: `deep/${"long/".repeat(30)}name 'with" $(odd) é`, content: "long\n" },
  { path: "block", content: "b".repeat(512) },
  { path: "large", content: "l".repeat(1024 * 1024 + 7) },
  { path: "binary", content: Uint8Array.from({ length: 256 }, (_, index) => index) },
];

test.each([
  ["GNU tar", ["tar"]],
  ["busybox", ["busybox", "tar"]],
])("an archive comes out of %s as it went in", async (_, [program = "", ...args]) => {
  const folder = await mkdtemp(path.join(tmpdir(), "hl-tar-"));
  try {
    await execa(program, [...args, "-xpmf", "-", "-C", folder], { input: await writeTar(files) });
    for (const { path: name, content, mode = 0o600 } of files) {
      expect((await readFile(path.join(folder, name))).equals(Buffer.from(content)), name).toBe(true);
      expect((await stat(path.join(folder, name))).mode & 0o777, name).toBe(mode);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  ["GNU tar", ["tar"], ["--owner=0"]],
  ["busybox", ["busybox", "tar"], []],
])("what %s packed is read as it was, also when several archives follow one another", async (_, [program = "", ...args], options) => {
  const folder = await mkdtemp(path.join(tmpdir(), "hl-tar-"));
  try {
    await execa("tar", ["-xpmf", "-", "-C", folder], { input: await writeTar(files) });
    const archives = await Promise.all(
      files.map(({ path: name }) => execa(program, [...args, ...options, "-cf", "-", "-C", folder, name], { encoding: "buffer" })),
    );
    const read = await readTar(Buffer.concat(archives.map(({ stdout }) => stdout)));
    expect(read).toEqual(files.map(({ path: name, content, mode = 0o600 }) => ({ path: name, content: Buffer.from(content), mode })));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("an archive that was cut off on its way is refused", async () => {
  const archive = await writeTar(files);
  await expect(readTar(archive.subarray(0, archive.length / 2))).rejects.toThrow("the archive of the node's files is cut off or damaged");
});
