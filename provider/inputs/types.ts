import { z } from "zod";

/** The facts about a schema that zod has no place for. */
interface Meta {
  /** What a text may be, for messages. */
  readonly allowed?: string;
  /** Keys that are let through beside the known ones. */
  readonly others?: RegExp;
}

/** @param allowed what it may be, for messages: "a size such as 256m" */
export function text(allowed = "text", pattern?: RegExp): z.ZodString {
  const any = z.string({ error: allowed });
  return (pattern === undefined ? any : any.regex(pattern, { error: allowed })).meta({ allowed });
}

/** Whole numbers within bounds, both included. */
export function wholeNumber(least: number, most: number): z.ZodNumber {
  const error = `a whole number from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error }).meta({ allowed: error });
}

/** Any JSON value. */
export const json = z.unknown().meta({ allowed: "any JSON value" });

/** An object whose keys are data, of any JSON values. */
export const jsonMap = z.record(z.string(), json);

/** An object of known keys, and of those whose name fits the pattern, which are not looked at. */
export function extensible<Shape extends z.ZodRawShape>(shape: Shape, others: RegExp) {
  return z.strictObject(shape).meta({ others });
}

export function metaOf(schema: z.core.$ZodType): Meta {
  return (z.globalRegistry.get(schema) ?? {}) as Meta;
}
