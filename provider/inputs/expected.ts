import type { z } from "zod";
import { metaOf } from "./types.ts";

/** What a schema takes, as a message puts it: "a list, each entry text". */
export function expected(schema: z.core.$ZodType): string {
  const { allowed } = metaOf(schema);
  if (allowed !== undefined) return allowed;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "boolean":
      return "true or false";
    case "enum":
      return Object.values(def.entries).join(", ");
    case "array":
      return `a list, each entry ${expected(def.element)}`;
    case "record":
      return `an object, each value ${expected(def.valueType)}`;
    case "object":
      return `an object with ${Object.keys(def.shape).join(", ")}`;
    case "union":
      return def.options.map(expected).join(", or ");
    case "optional":
    case "nullable":
    case "default":
      return expected(def.innerType);
    default:
      return def.type;
  }
}

/** The schema below the wrappers that say what happens when there is no value. */
export function within(schema: z.core.$ZodType): z.core.$ZodTypes {
  const type = schema as z.core.$ZodTypes;
  const { def } = type._zod;
  return def.type === "optional" || def.type === "nullable" || def.type === "default" ? within(def.innerType) : type;
}
