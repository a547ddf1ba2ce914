import { entry, SourceText, stringOf } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse.ts";
import { substitute, TemplateError } from "../values/template.ts";
import type { ComposeSource } from "./resolve.ts";

export interface ProjectNameOptions {
  /** A name that somebody asked for; it is taken as it is. */
  readonly given?: string;
  readonly sources: readonly ComposeSource[];
  readonly environment: Readonly<Record<string, string>>;
  /** The name of the folder, for files that have no name of their own. */
  readonly fallback: string;
  readonly interpolate: boolean;
}

/** The project's name by Compose's order: asked for, `COMPOSE_PROJECT_NAME`, the last `name:` of the files, the folder's. */
export function projectNameOf({ given, sources, environment, fallback, interpolate }: ProjectNameOptions): string {
  const asked = given ?? environment["COMPOSE_PROJECT_NAME"] ?? "";
  if (asked !== "") return asked;
  let name = "";
  for (const source of sources) {
    for (const document of parseYaml(new SourceText(source.file, source.text), [])) {
      name = stringOf(entry(document.root, "name")) ?? name;
    }
  }
  if (interpolate) {
    try {
      name = substitute(name, (variable) => environment[variable]);
    } catch (error) {
      // The same text is expanded again with the whole file, where the error has its place.
      if (!(error instanceof TemplateError)) throw error;
      name = "";
    }
  }
  return normaliseProjectName(name) || normaliseProjectName(fallback);
}

function normaliseProjectName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}
