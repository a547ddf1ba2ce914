import type { core } from "zod";

/** A schema as zod keeps it, seen loosely: only what is needed to walk from the root to a node. */
interface LooseDefinition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, core.$ZodType>>;
  readonly element?: core.$ZodType;
  readonly innerType?: core.$ZodType;
  readonly valueType?: core.$ZodType;
  readonly options?: readonly core.$ZodType[];
  readonly discriminator?: string;
}

/**
 * The keys that a schema allows in the mapping at a path. A discriminated union is followed by the value found there;
 * where that does not decide, the keys of every variant are given. Empty when the path leads to no mapping.
 */
export function allowedKeys(schema: core.$ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  const keys = new Set<string>();
  for (const found of follow(schema, path, value)) {
    for (const object of variants(found.schema, found.value)) {
      for (const key of Object.keys(definition(object).shape ?? {})) keys.add(key);
    }
  }
  return [...keys];
}

interface Found {
  readonly schema: core.$ZodType;
  readonly value: unknown;
}

function follow(schema: core.$ZodType, path: readonly PropertyKey[], value: unknown): Found[] {
  const [part, ...rest] = path;
  if (part === undefined) return [{ schema, value }];
  const inner = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
  return variants(schema, value).flatMap((variant) => {
    const { shape, element, valueType } = definition(variant);
    const next = shape?.[String(part)] ?? element ?? valueType;
    return next === undefined ? [] : follow(next, rest, inner);
  });
}

/** The schema without its wrappers; a union as its options, a decided one as the option that fits. */
function variants(schema: core.$ZodType, value: unknown): core.$ZodType[] {
  const { innerType, options, discriminator } = definition(schema);
  if (innerType !== undefined) return variants(innerType, value);
  if (options === undefined) return [schema];
  const chosen = (value as Record<string, unknown> | null | undefined)?.[discriminator ?? ""];
  const fitting = options.filter((option) => {
    const tag = definition(option).shape?.[discriminator ?? ""] as core.$ZodTypes | undefined;
    return tag?._zod.def.type === "literal" && tag._zod.def.values.includes(chosen as never);
  });
  return (fitting.length > 0 ? fitting : options).flatMap((option) => variants(option, value));
}

function definition(schema: core.$ZodType): LooseDefinition {
  return schema._zod.def;
}
