import { CHANGED, MISSING, UNDECLARED } from "../../provider/docker/difference.ts";
import type { Difference } from "../../provider/docker/difference.ts";
import { at, isJsonList, isJsonMap } from "../../provider/docker/json.ts";
import type { Json, JsonMap } from "../../provider/docker/json.ts";
import { patched, plain, propertiesOf } from "../../provider/docker/patch.ts";
import { formatPath } from "../../provider/rpc/property-path.ts";
import { formatSize } from "../../compose/values/size.ts";
import { canonical } from "../plan/canonical.ts";
import { GONE } from "./override.ts";
import type { Edit } from "./override.ts";

/** A difference that cannot go into an override. */
export interface Refused {
  readonly path: string;
  /** One clause. */
  readonly reason: string;
}

/** What an adoption comes to. */
export interface Adoption {
  readonly edits: readonly Edit[];
  /** The places that the edits are about, as a drift report shows them. */
  readonly paths: readonly string[];
  readonly refused: readonly Refused[];
}

/** Attributes that hold bytes, which people write with a unit. */
const SIZES = new Set(["mem_limit", "memswap_limit", "mem_reservation", "shm_size"]);

const MARKS = [CHANGED, UNDECLARED, MISSING];

/**
 * The edits of an override that make git ask for what a node enforces.
 * @param drift where the node is not as it was applied
 * @param applied the document of the last `up`
 * @param declared the document of git today
 */
export function adoptionOf(drift: readonly Difference[], applied: JsonMap, declared: JsonMap): Adoption {
  const edits: Edit[] = [];
  const paths: string[] = [];
  const refused: Refused[] = [];
  const lists = new Map<string, { readonly path: readonly string[]; readonly differences: Difference[] }>();
  for (const difference of drift) {
    const path = shownPath(difference);
    const reason = unadoptable(difference);
    if (reason !== undefined) {
      refused.push({ path, reason });
      continue;
    }
    const steps = difference.path.slice(1);
    const index = steps.findIndex((step) => typeof step === "number");
    if (index === -1) {
      edits.push({ path: steps.map(String), value: valueOf(difference, declared) });
      paths.push(path);
      continue;
    }
    const list = steps.slice(0, index).map(String);
    const known = lists.get(list.join("\0")) ?? { path: list, differences: [] };
    known.differences.push(difference);
    lists.set(list.join("\0"), known);
  }
  for (const { path, differences } of lists.values()) {
    const [before, now] = [at(applied, ...path), at(declared, ...path)];
    if (canonical(before) !== canonical(now)) {
      // A place in a list of then is none in the list of now.
      refused.push(
        ...differences.map((one) => ({
          path: shownPath(one),
          reason: "git has changed this list since the last apply; apply that first, or write it by hand",
        })),
      );
      continue;
    }
    edits.push({ path, value: wholeList(applied, path, differences) });
    paths.push(...differences.map(shownPath));
  }
  return { edits, paths, refused };
}

/** The path as a drift report shows it, without the resource's own `document.`. */
export function shownPath({ path }: Pick<Difference, "path">): string {
  return formatPath(path[0] === "document" ? path.slice(1) : path);
}

/** Why a difference is nothing that git could ask for. */
function unadoptable({ path, enforced }: Difference): string | undefined {
  const [section, kind] = path;
  if (section === "status")
    return `the container is ${typeof enforced === "string" ? enforced : "missing"}, and that is no setting; a plan puts it right`;
  if (section === "files") return "the content of a file is not read from the node; copy it into git by hand";
  if (section !== "document" || kind !== "services") return "networks and volumes are not changed in place; write it into git by hand";
  const last = path.at(-1);
  // What a list lacks is taken out of it.
  if (enforced === MISSING) return typeof last === "number" ? undefined : "it is missing on the node";
  if (holds(enforced, UNDECLARED))
    return "its value on the node may be a secret and is not shown; declare it by hand, or let a plan take it away";
  if (holds(enforced, CHANGED)) return "its value on the node may be a secret and is not shown; secrets belong into the node's .env";
  if (typeof enforced === "string" && enforced.startsWith("(cannot be compared")) return enforced.slice(1, -1);
  if (typeof enforced === "string" && enforced.startsWith("(")) return `${enforced.slice(1, -1)} is no setting`;
  if (last === "image" && typeof enforced === "string" && enforced.includes("; the tag now names ")) {
    return "the tag names other content than the container runs, and only a digest could say which; a plan makes the container anew from what the tag names";
  }
  return undefined;
}

function holds(value: Json | undefined, mark: string): boolean {
  if (typeof value === "string") return value === mark || value.includes(mark);
  if (isJsonList(value)) return value.some((item) => holds(item, mark));
  return isJsonMap(value) && Object.values(value).some((item) => holds(item, mark));
}

function valueOf({ path, enforced }: Difference, declared: JsonMap): Edit["value"] {
  if (enforced === undefined) return GONE;
  const own = new Set(textsIn(at(declared, ...path.slice(1).map(String))));
  const written = escaped(enforced, own);
  return SIZES.has(String(path.at(-1))) && typeof written === "string" && /^\d+$/.test(written) ? formatSize(BigInt(written)) : written;
}

/** The whole list as it is enforced: what does not differ as git writes it, without what the node does not have. */
function wholeList(applied: JsonMap, path: readonly string[], differences: readonly Difference[]): Json {
  const own = new Set(textsIn(at(applied, ...path)));
  const relative = differences.map((one) => ({
    path: one.path.slice(1),
    enforced: one.enforced === undefined ? MISSING : escaped(one.enforced, own),
  }));
  const list = at(plain(patched(propertiesOf(applied), relative)).value, ...path);
  return isJsonList(list) ? list.filter((item) => !(typeof item === "string" && MARKS.includes(item))) : [];
}

/** A dollar of the node is a dollar; in a document of Compose it would begin a variable. What git wrote itself stays. */
function escaped(value: Json, own: ReadonlySet<string>): Json {
  if (typeof value === "string") return own.has(value) ? value : value.replaceAll("$", "$$$$");
  if (isJsonList(value)) return value.map((item) => escaped(item, own));
  if (!isJsonMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item, own)]));
}

function textsIn(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (isJsonList(value)) return value.flatMap(textsIn);
  return isJsonMap(value) ? Object.values(value).flatMap(textsIn) : [];
}
