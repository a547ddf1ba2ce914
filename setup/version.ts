/** The oldest engine this project was tried with; the next major may change the plugin protocol. */
export const ENGINE_RANGE = { from: [3, 258, 0], below: 4 } as const;

/** The range in words, for messages. */
export const ENGINE_RANGE_TEXT = `at least ${ENGINE_RANGE.from.join(".")} and below ${ENGINE_RANGE.below}.0.0`;

/** Whether a version as a CLI prints it (`v3.258.0`, `3.260.1-dev.0`) is in the range; what cannot be read is not. */
export function fitsEngineRange(text: string): boolean {
  const version = parseVersion(text);
  if (version === undefined) return false;
  const [major, minor, patch] = version;
  if (major >= ENGINE_RANGE.below) return false;
  return compare([major, minor, patch], ENGINE_RANGE.from) >= 0;
}

/** Major, minor and patch of `v1.2.3`, with whatever follows them ignored; undefined when it is no version. */
export function parseVersion(text: string): [number, number, number] | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+]|$)/.exec(text.trim());
  if (match === null) return undefined;
  return [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** The version a go.mod requires of a module, without its `v`; throws when the module is not in it. */
export function requiredModule(goMod: string, module: string): string {
  const line = goMod.split("\n").find((candidate) =>
    candidate
      .replace(/^require\s+/, "")
      .trim()
      .startsWith(`${module} v`),
  );
  const version = /\sv(\S+)/.exec(line ?? "")?.[1];
  if (version === undefined) throw new Error(`go.mod requires no ${module}`);
  return version;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < b.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
