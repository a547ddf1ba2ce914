import { formatPath } from "../rpc/property-path.ts";
import { attributeAt, isRemembered } from "./compared.ts";
import { INCOMPARABLE } from "./difference.ts";
import type { Difference } from "./difference.ts";
import { at, isJsonList, isJsonMap } from "./json.ts";
import type { Json, JsonMap } from "./json.ts";

// An `import` of it would read every member, WebCrypto included: ten milliseconds at every start.
const { createHash } = process.getBuiltinModule("node:crypto");

/** One declared value that the engine stores in another form. Both are kept as sums, since either may hold a secret. */
export interface NormalForm {
  /** `document.services.web.working_dir`. */
  readonly path: string;
  /** Over the whole declared attribute, variables expanded. */
  readonly declared: string;
  /** Over what the engine stores at the path. */
  readonly stored: string;
}

/** What is kept on the node with a deployment's record, `state/deploy/<service>/normal-forms.json`. */
export interface NormalForms {
  /** Goes into every sum, so that two nodes do not show the same sum for the same value. */
  readonly salt: string;
  readonly forms: readonly NormalForm[];
}

/** The forms in a text from a node; none when it is not there or is none of ours. */
export function parseNormalForms(text: string | undefined): NormalForms | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as { readonly version?: unknown; readonly salt?: unknown; readonly forms?: unknown };
    if (value.version !== 1 || typeof value.salt !== "string" || !Array.isArray(value.forms)) return undefined;
    return { salt: value.salt, forms: value.forms as readonly NormalForm[] };
  } catch {
    return undefined;
  }
}

/** The text of the file. */
export function formatNormalForms({ salt, forms }: NormalForms): string {
  return `${JSON.stringify({ version: 1, salt, forms })}\n`;
}

/** The form of one difference, when what is there may be the engine's own notation of what is declared. */
export function normalFormOf(difference: Difference, document: JsonMap, salt: string): NormalForm | undefined {
  const { path, enforced, raw, wanted } = difference;
  if (!isRemembered(path) || (typeof enforced === "string" && enforced.startsWith(INCOMPARABLE))) return undefined;
  const attribute = at(document, "services", String(path[2]), attributeAt(path) ?? "");
  const declared = wanted === undefined ? attribute : [attribute ?? null, wanted];
  return { path: formatPath(path), declared: sumOf(salt, declared), stored: sumOf(salt, raw ?? enforced) };
}

/**
 * Takes out the differences that are remembered, as long as both sides are what they were.
 * @returns what is left, and the forms that still hold
 */
export function withoutNormalForms(
  differences: readonly Difference[],
  document: JsonMap,
  known: NormalForms | undefined,
): { readonly left: Difference[]; readonly held: NormalForm[] } {
  if (known === undefined || known.forms.length === 0) return { left: [...differences], held: [] };
  const left: Difference[] = [];
  const held: NormalForm[] = [];
  for (const difference of differences) {
    const form = normalFormOf(difference, document, known.salt);
    const same = form !== undefined && known.forms.some((other) => sameForm(other, form));
    if (same) held.push(form);
    else left.push(difference);
  }
  return { left, held };
}

function sameForm(a: NormalForm, b: NormalForm): boolean {
  return a.path === b.path && a.declared === b.declared && a.stored === b.stored;
}

function sumOf(salt: string, value: Json | undefined): string {
  const text = value === undefined ? "nothing" : JSON.stringify(sorted(value));
  return createHash("sha256").update(`${salt}\n${text}`).digest("hex");
}

function sorted(value: Json): Json {
  if (isJsonList(value)) return value.map(sorted);
  if (!isJsonMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}
