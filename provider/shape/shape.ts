/**
 * What a resource's property may be. One description serves three readers: the check of the inputs (`problems.ts`), their
 * defaults (`defaults.ts`) and the package schema (`provider/schema.ts`). Written by hand instead of with zod, which
 * takes as long to load as the rest of the provider and the wire together, and knows neither secrets nor unknown values.
 */
export type Shape = TextShape | NumberShape | FlagShape | ListShape | MapShape | ObjectShape | AnyShape | ChoiceShape;

export interface TextShape {
  readonly kind: "text";
  readonly pattern?: RegExp;
  /** The allowed set in words, for messages. */
  readonly allowed: string;
}

/** A whole number within bounds, both included. */
export interface NumberShape {
  readonly kind: "number";
  readonly least: number;
  readonly most: number;
}

export interface FlagShape {
  readonly kind: "flag";
}

export interface ListShape {
  readonly kind: "list";
  readonly of: Shape;
}

/** An object whose keys are data (the services of a document). */
export interface MapShape {
  readonly kind: "map";
  readonly of: Shape;
  readonly keys?: TextShape;
  readonly filled?: boolean;
}

/** An object whose keys are known. */
export interface ObjectShape {
  readonly kind: "object";
  readonly fields: Readonly<Record<string, Field>>;
  /** Keys beside the known ones are refused, unless this says which are let through. */
  readonly others?: RegExp;
}

/** Any JSON value. */
export interface AnyShape {
  readonly kind: "any";
}

/** The first shape that fits decides; all must differ in their JSON type. */
export interface ChoiceShape {
  readonly kind: "choice";
  readonly of: readonly Shape[];
}

export interface Field {
  readonly shape: Shape;
  /** A sentence for the schema: what it is, its unit, its default. */
  readonly description: string;
  readonly required: boolean;
  /** What a missing value becomes. */
  readonly fallback?: string | number | boolean;
}

export function text(allowed: string, pattern?: RegExp): TextShape {
  return pattern === undefined ? { kind: "text", allowed } : { kind: "text", allowed, pattern };
}

export function wholeNumber(least: number, most: number): NumberShape {
  return { kind: "number", least, most };
}

export function list(of: Shape): ListShape {
  return { kind: "list", of };
}

export function map(of: Shape, options: { readonly keys?: TextShape; readonly filled?: boolean } = {}): MapShape {
  return { kind: "map", of, ...options };
}

export function object(fields: Readonly<Record<string, Field>>, others?: RegExp): ObjectShape {
  return others === undefined ? { kind: "object", fields } : { kind: "object", fields, others };
}

export function choice(...of: readonly Shape[]): ChoiceShape {
  return { kind: "choice", of };
}

export const flag: FlagShape = { kind: "flag" };
export const any: AnyShape = { kind: "any" };

export function required(description: string, shape: Shape): Field {
  return { shape, description, required: true };
}

export function optional(description: string, shape: Shape, fallback?: string | number | boolean): Field {
  const field = { shape, description, required: false };
  return fallback === undefined ? field : { ...field, fallback };
}
