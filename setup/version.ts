import { satisfies } from "semver";

/** From the oldest engine this project was tried with to the next major, which may change the plugin protocol. */
const ENGINE_RANGE = ">=3.258.0 <4.0.0-0";

/** The range in words, for messages. */
export const ENGINE_RANGE_TEXT = "at least 3.258.0 and below 4.0.0";

/** Whether a version as a CLI prints it (`v3.258.0`, `3.260.1-dev.0`) is in the range; what cannot be read is not. */
export function fitsEngineRange(text: string): boolean {
  return satisfies(text.trim(), ENGINE_RANGE, { includePrerelease: true });
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
