import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { execa } from "execa";

// An `import` of it would read every member, WebCrypto included: ten milliseconds at every start.
const { createHash } = process.getBuiltinModule("node:crypto");

const DOWNLOADS = "https://get.pulumi.com/releases/sdk";

/** The largest archive that is taken, in bytes; those of 3.258 have a third of it. */
const LARGEST = 512 * 1024 * 1024;

/** The name of the official archive of a version for this platform; undefined where there is none that we unpack. */
export function archiveName(version: string, platform: string = process.platform, arch: string = process.arch): string | undefined {
  if ((platform !== "linux" && platform !== "darwin") || (arch !== "x64" && arch !== "arm64")) return undefined;
  return `pulumi-v${version}-${platform}-${arch}.tar.gz`;
}

/** The SHA-256 that a checksum file has for an archive; undefined when it has none, or more than one. */
export function pinnedSum(checksums: string, archive: string): string | undefined {
  const sums = checksums.split("\n").flatMap((line) => {
    const [, sum, name] = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line.trimEnd()) ?? [];
    return name === archive && sum !== undefined ? [sum] : [];
  });
  return sums.length === 1 ? sums[0] : undefined;
}

/**
 * Downloads an archive, compares its SHA-256 with the pinned one, and only then unpacks it: `bin/` of the folder has its programs.
 * @throws Error when it cannot be had or is another one; the folder then has nothing of it
 */
export async function downloadEngine(
  folder: string,
  archive: string,
  sum: string,
  get: (url: string) => Promise<Response> = (url) => fetch(url),
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, archive);
  const response = await get(`${DOWNLOADS}/${archive}`);
  if (!response.ok || response.body === null) throw new Error(`${archive}: status ${response.status}`);
  const hash = createHash("sha256");
  let size = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > LARGEST ? new Error(`${archive} is larger than ${LARGEST} bytes`) : null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body), counted, createWriteStream(file, { flags: "wx" }));
    const found = hash.digest("hex");
    if (found !== sum) throw new Error(`${archive} has the SHA-256 ${found} and not the pinned ${sum}; it was thrown away`);
    const unpacked = join(folder, "unpacked");
    mkdirSync(unpacked);
    await execa("tar", ["-xzf", file, "-C", unpacked], { stdin: "ignore" });
    // Older archives have another folder inside.
    const inner = join(unpacked, "pulumi");
    renameSync(existsSync(join(inner, "bin")) ? join(inner, "bin") : inner, join(folder, "bin"));
    if (readdirSync(join(folder, "bin")).length === 0) throw new Error(`${archive} holds no programs`);
  } finally {
    rmSync(file, { force: true });
    rmSync(join(folder, "unpacked"), { recursive: true, force: true });
  }
}
