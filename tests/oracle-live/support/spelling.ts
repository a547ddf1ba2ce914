import type { JsonMap } from "../../../provider/docker/json.ts";

/** A run of the oracle: an engine, and the Compose that made the containers there. */
export type Run = "debian v1" | "debian v2" | "current v2" | "current v5";

/** One way to write an attribute, or several that Compose relates. */
export interface Spelling {
  /** The service, on top of `image: stand-in:1`. */
  readonly service: JsonMap;
  /** What else the document needs, by section: networks, volumes, secrets, configs, more services. */
  readonly document?: Readonly<Record<string, JsonMap>>;
  /** Files that are placed, by path below the project directory. */
  readonly files?: Readonly<Record<string, string>>;
  /** Runs that cannot bring it up, with the reason. */
  readonly not?: Partial<Record<Run, string>>;
  /** A defect that is not mended yet: the spelling must differ until it is, and then this is taken out. */
  readonly known?: string;
  /** Whether containers are only made: nothing of what is asked can be had by this machine's kernel. @default false */
  readonly madeOnly?: boolean;
}

/** Spellings of one topic by a name, which is the service's key and unique in the table. */
export type Topic = Readonly<Record<string, Spelling>>;

/** An attribute of a service alone. */
export function service(attributes: JsonMap, more: Omit<Spelling, "service"> = {}): Spelling {
  return { service: attributes, ...more };
}

/** The same fragment for several values of one attribute, named `<attribute>-<name>`. */
export function spellings(
  attribute: string,
  values: Readonly<Record<string, JsonMap[string]>>,
  more: Omit<Spelling, "service"> = {},
): Topic {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${attribute.replaceAll("_", "-")}-${name}`,
      { service: { [attribute]: value ?? null }, ...more },
    ]),
  );
}

/** Version 1 reads another language: what it does not know is left out there. */
export const NEWER = { "debian v1": "1.29.2 does not know it" } as const;
/** What the engine before API 1.44 refuses. */
export const OLD_ENGINE = (what: string): Partial<Record<Run, string>> => ({ "debian v1": what, "debian v2": what });
