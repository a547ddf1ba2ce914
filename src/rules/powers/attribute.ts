import type { DataPath } from "../../../compose/data-path.ts";
import type { Mapping } from "../parts.ts";
import type { ProjectFacts } from "../facts.ts";

/** The word with which a contract asks for a power. */
export type Allow = "docker-socket" | "privileged" | "host-network" | "host-pid" | "added-capability" | "device" | "host-files" | "remote";

/** Where a value stands. */
export interface At {
  readonly project: ProjectFacts;
  /** From the root of the document down. */
  readonly path: DataPath;
  /** The mapping that holds the attribute. */
  readonly parent: Mapping;
  /** The container it belongs to; undefined for the document's networks, volumes, configs and secrets. */
  readonly container?: string;
}

/** Something of the node, or of another service, that a value gives a container. */
export interface Opened {
  /** What asks for it; undefined when nothing does, and it is refused. */
  readonly allow?: Allow;
  /** What the container has, as the message says it (`is privileged`). */
  readonly what: string;
  /** The device or capability, for a privilege that names some of them (`only`). @default it cannot be named */
  readonly item?: string;
  /** Below the attribute. @default the attribute itself */
  readonly below?: DataPath;
  /** What would be right instead; for what nothing allows. */
  readonly allowed?: string;
  readonly fix?: string;
}

/** A path of the node that a document names. */
export interface NamedPath {
  readonly text: string;
  /** Below the attribute. @default the attribute itself */
  readonly below?: DataPath;
  /** Whether Compose reads variables from it, as it may from the service's own `.env`. */
  readonly variables?: true;
}

/** It gives a container nothing that is not its own. */
export interface Free {
  readonly kind: "free";
  /** What else watches it, or why it is harmless. */
  readonly note?: string;
}

/** Some of its values open something; each of those needs a privilege of the contract, or is refused. */
export interface Power {
  readonly kind: "power";
  /** Which privileges allow it; empty when nothing does. */
  readonly allow: readonly Allow[];
  /** Which values are meant, for people. */
  readonly note: string;
  readonly judge?: (value: unknown, at: At) => readonly Opened[];
  /** The paths of the node that it names; one function decides all of them. */
  readonly paths?: (value: unknown, at: At) => readonly NamedPath[];
}

/** Nothing here needs it, so it is refused whatever it says. */
export interface NotUsed {
  readonly kind: "not used";
  readonly reason: string;
  readonly fix: string;
}

export type Attribute = Free | Power | NotUsed;

/** Attributes by where they stand: `*` for a key that the author chooses, `[]` for the items of a list. */
export type Table = Readonly<Record<string, Attribute>>;

export const free: Free = { kind: "free" };

export function freeSince(note: string): Free {
  return { kind: "free", note };
}

export function notUsed(reason: string, fix: string): NotUsed {
  return { kind: "not used", reason, fix };
}

/** The same entry for several attributes below one place. */
export function each(below: string, names: readonly string[], entry: Attribute): Table {
  return Object.fromEntries(names.map((name) => [`${below}.${name}`, entry]));
}
