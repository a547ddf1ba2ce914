/** What may stand at one place of a Compose file. Every field names a YAML type that is allowed there. */
export interface Shape {
  readonly text?: true | { readonly oneOf?: readonly string[]; readonly pattern?: RegExp; readonly patternHint?: string };
  /** Any number. */
  readonly number?: true;
  /** Whole numbers only, within the bounds. */
  readonly integer?: true | { readonly min?: number; readonly max?: number };
  readonly boolean?: true;
  readonly null?: true;
  readonly list?: { readonly items: Shape; readonly unique?: true };
  readonly map?: MapShape;
  /** Anything at all. */
  readonly any?: true;
}

export interface MapShape {
  /** Attributes with a name of their own. */
  readonly keys: ReadonlyMap<string, Shape>;
  /** Keys that the author chooses. */
  readonly names?: { readonly pattern: RegExp; readonly shape: Shape };
  readonly required?: readonly string[];
  /** Whether keys beyond `keys` and `names` pass unchecked. */
  readonly open?: true;
  /** Whether `x-…` may stand here; true unless said otherwise. */
  readonly extensions?: false;
}

export const TEXT: Shape = { text: true };
export const NUMBER: Shape = { number: true };
export const INTEGER: Shape = { integer: true };
export const BOOLEAN: Shape = { boolean: true };
/** A boolean, or a text that becomes one (`"yes"`, `"${FLAG:-true}"`). */
export const FLAG: Shape = { boolean: true, text: true };
/** A whole number, or a text that becomes one. */
export const COUNT: Shape = { integer: true, text: true };
/** A number, or a text that becomes one. */
export const AMOUNT: Shape = { number: true, text: true };
export const TEXTS: Shape = { list: { items: TEXT, unique: true } };
export const ANY_TEXTS: Shape = { list: { items: TEXT } };
export const TEXT_OR_TEXTS: Shape = { ...TEXT, ...TEXTS };

/** The keys that people give to services, networks, volumes and so on. */
export const NAME = /^[a-zA-Z0-9._-]+$/;
const ANY_NAME = /./;
/** For a mapping whose keys are all chosen by the author. */
export const NO_KEYS: ReadonlyMap<string, Shape> = new Map();

/** `{KEY: value}` or `[KEY=value]`. */
export const ASSIGNMENTS: Shape = {
  map: {
    keys: NO_KEYS,
    names: { pattern: ANY_NAME, shape: { text: true, number: true, boolean: true, null: true } },
    extensions: false,
  },
  list: { items: TEXT, unique: true },
};

export const COMMAND: Shape = { null: true, text: true, list: { items: TEXT } };

export const HOSTS: Shape = {
  map: { keys: NO_KEYS, names: { pattern: ANY_NAME, shape: { text: true, list: { items: TEXT } } }, extensions: false },
  list: { items: TEXT, unique: true },
};

/** Options that are handed to a driver as they are. */
export function options(value: Shape): Shape {
  return { map: { keys: NO_KEYS, names: { pattern: ANY_NAME, shape: value }, extensions: false } };
}

/** A mapping with exactly these attributes, `x-` fields besides. */
export function record(keys: Readonly<Record<string, Shape>>, required?: readonly string[]): Shape {
  return { map: { keys: new Map(Object.entries(keys)), ...(required === undefined ? {} : { required }) } };
}

/** A mapping with exactly these attributes and no `x-` fields. */
export function closed(keys: Readonly<Record<string, Shape>>, required?: readonly string[]): Shape {
  return { map: { keys: new Map(Object.entries(keys)), extensions: false, ...(required === undefined ? {} : { required }) } };
}

/** One of several words. */
export function word(...words: readonly string[]): Shape {
  return { text: { oneOf: words } };
}
