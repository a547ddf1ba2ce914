import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Every document of the corpus lives in a folder of its own. */
export const documentsFolder = path.resolve(import.meta.dirname, "../documents");

/** One project that both sides resolve. */
export interface OracleDocument {
  readonly name: string;
  readonly folder: string;
  /** The base first, overrides in the order of their numbers. */
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly profiles: readonly string[];
}

interface Settings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
}

/** The documents below a folder, sorted by name; each has a compose.yaml and may have override.<n>.yaml and oracle.json. */
export function loadDocuments(folder: string = documentsFolder): OracleDocument[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map((item) => item.name);
  return names.sort().map((name) => {
    const own = path.join(folder, name);
    const overrides = readdirSync(own)
      .filter((file) => /^override\.\d+\.yaml$/.test(file))
      .sort();
    const settingsFile = path.join(own, "oracle.json");
    const settings = existsSync(settingsFile) ? (JSON.parse(readFileSync(settingsFile, "utf8")) as Settings) : {};
    return {
      name,
      folder: own,
      files: ["compose.yaml", ...overrides],
      environment: settings.environment ?? {},
      profiles: settings.profiles ?? [],
    };
  });
}
