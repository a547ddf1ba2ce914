import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

import { requirePackage } from "./debian-packages.ts";
import type { Dockerd } from "./dockerd.ts";

const APPLETS = ["sh", "sleep", "true", "false", "cat", "ls", "echo", "test", "env", "httpd", "wget", "nc", "touch", "mkdir", "rm", "id"];

/** Makes an image of a few busybox programs that sleeps; `changes` are Dockerfile instructions. Its id comes back. */
export async function importImage(node: Dockerd, name: string, changes: readonly string[] = [], mark = ""): Promise<string> {
  await requirePackage("/bin/busybox", "busybox-static");
  const folder = await mkdtemp(join(tmpdir(), "hl-image-"));
  try {
    await Promise.all(["bin", "tmp", "etc", "data"].map((part) => mkdir(join(folder, "root", part), { recursive: true })));
    await cp("/bin/busybox", join(folder, "root/bin/busybox"));
    for (const applet of APPLETS) await symlink("busybox", join(folder, "root/bin", applet));
    await writeFile(join(folder, "root/etc/passwd"), "root:x:0:0::/:/bin/sh\n");
    await writeFile(join(folder, "root/etc/group"), "root:x:0:\n");
    await writeFile(join(folder, "root/etc/mark"), mark);
    await execa("tar", ["-C", join(folder, "root"), "-cf", join(folder, "image.tar"), "."]);
    const instructions = ['CMD ["sleep", "100000"]', "ENV PATH=/bin", ...changes].flatMap((change) => ["--change", change]);
    return await node.docker("import", ...instructions, join(folder, "image.tar"), name);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
