import path from "node:path";

import { parseMountText, MountTextError } from "../../../compose/values/mount-text.ts";
import { at, flagOf, isJsonList, isJsonMap, member, textOf, textsOf, without } from "../json.ts";
import type { Json, JsonMap } from "../json.ts";
import { referenceOf } from "./image.ts";
import { cleanPath } from "./clean-path.ts";
import { compareItems, compareTexts } from "./items.ts";
import type { Actual, Wanted } from "./items.ts";
import type { Difference } from "../difference.ts";
import type { MountPoint, SentMount } from "../engine.ts";
import type { NodeSnapshot } from "../snapshot.ts";
import { nameOnNode } from "../name-on-node.ts";
import type { FieldContext, FieldGroup } from "./context.ts";

interface Mount {
  readonly type: string;
  /** A path on the node, the name of a volume, or empty for an anonymous one. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** A folder inside a volume or an image. */
  readonly subpath: string;
  /** Compared only where it is declared. */
  readonly propagation?: string;
}

/** The name that the engine gives a volume nobody named. */
const ANONYMOUS = /^[0-9a-f]{64}$/;

/** Binds, volumes and tmpfs by their target, and whether they may be written to. */
export const mounts: FieldGroup = (context) => [...volumes(context), ...tmpfs(context)];

function volumes(context: FieldContext): Difference[] {
  const { declared, service, container, host, image, snapshot } = context;
  const entries = isJsonList(service["volumes"]) ? service["volumes"] : [];
  const asked = entries.flatMap((entry, index) => {
    const mount = declaredMount(entry, context);
    return mount === undefined ? [] : [{ mount, index }];
  });
  const propagated = new Map(asked.flatMap(({ mount }) => (mount.propagation === undefined ? [] : [[mount.target, true] as const])));
  const wanted = asked.map(({ mount, index }): Wanted => ({ key: keyOf(mount), identity: mount.target, index }));
  const askedAt = new Map(asked.map(({ mount }) => [mount.target, mount]));
  const silent = new Set([...fileTargets(service), ...textsOf(service["tmpfs"]).map((text) => cleanPath(splitTmpfs(text)[0]))]);
  // An image may have written its folders with a slash at the end.
  const ofImage = new Set(Object.keys(image?.Volumes ?? {}).map(cleanPath));
  const sent = new Map((host.Mounts ?? []).map((mount) => [cleanPath(mount.Target ?? ""), mount]));
  const actual = (container.Mounts ?? []).flatMap((point): Actual[] => {
    const mount = enforcedMount(
      point,
      sent.get(cleanPath(point.Destination ?? "")),
      snapshot,
      propagated.has(cleanPath(point.Destination ?? "")),
    );
    if (!askedAt.has(mount.target) && expected(mount, silent, ofImage, service)) return [];
    const sameSource = askedAt.get(mount.target)?.source === mount.source;
    return [{ key: keyOf(mount), identity: mount.target, render: (entry) => render(mount, point, entry, declared["volumes"], sameSource) }];
  });
  return compareItems("volumes", declared["volumes"], wanted, actual);
}

/** Mounts that nobody lists under `volumes`: of the image, of secrets and configs, of `tmpfs`, of other containers. */
function expected(mount: Mount, silent: ReadonlySet<string>, ofImage: ReadonlySet<string>, service: Json): boolean {
  if (silent.has(mount.target) || textsOf(member(service, "volumes_from")).length > 0) return true;
  return mount.type === "volume" && mount.source === "" && ofImage.has(mount.target);
}

function fileTargets(service: Json): string[] {
  const listOf = (name: string, folder: string): string[] => {
    const list = member(service, name);
    return (isJsonList(list) ? list : []).map((entry) => {
      const target = isJsonMap(entry) ? (textOf(entry["target"]) ?? textOf(entry["source"]) ?? "") : (textOf(entry) ?? "");
      return path.posix.resolve(folder, target);
    });
  };
  return [...listOf("secrets", "/run/secrets"), ...listOf("configs", "/")];
}

function keyOf({ type, source, target, readOnly, subpath, propagation }: Mount): string {
  return [type, source, target, readOnly ? "ro" : "rw", subpath, propagation ?? ""].join("\0");
}

function declaredMount(entry: Json, context: FieldContext): Mount | undefined {
  if (isJsonMap(entry)) {
    const propagation = textOf(at(entry, "bind", "propagation"));
    return named(
      textOf(entry["type"]) ?? "volume",
      textOf(entry["source"]) ?? "",
      textOf(entry["target"]) ?? "",
      flagOf(entry["read_only"]) ?? false,
      propagation === "" ? undefined : propagation,
      context,
      textOf(at(entry, "volume", "subpath")) ?? textOf(at(entry, "image", "subpath")) ?? "",
    );
  }
  try {
    const mount = parseMountText(textOf(entry) ?? "");
    return named(mount.type, mount.source ?? "", mount.target, mount.readOnly, mount.propagation, context);
  } catch (error) {
    if (error instanceof MountTextError) return undefined;
    throw error;
  }
}

function named(
  type: string,
  source: string,
  target: string,
  readOnly: boolean,
  propagation: string | undefined,
  context: FieldContext,
  subpath = "",
): Mount {
  const place =
    type === "bind"
      ? path.posix.resolve(context.directory, source)
      : type === "volume" && source !== ""
        ? nameOnNode("volumes", source, context.document, context.project)
        : type === "image"
          ? imageKey(source, context.snapshot)
          : "";
  // An image is mounted as the engine does it, whatever was asked for.
  const base = { type, source: place, target: cleanPath(target), readOnly: readOnly && type !== "image", subpath: cleanPath(subpath) };
  return propagation === undefined ? base : { ...base, propagation };
}

function enforcedMount(
  { Type = "", Name = "", Source = "", Destination = "", RW, Propagation = "" }: MountPoint,
  sent: SentMount | undefined,
  snapshot: NodeSnapshot,
  propagated: boolean,
): Mount {
  const source =
    Type === "volume"
      ? ANONYMOUS.test(Name)
        ? ""
        : Name
      : Type === "bind"
        ? cleanPath(Source)
        : Type === "image"
          ? imageKey(sent?.Source ?? Source, snapshot)
          : "";
  const subpath = cleanPath(sent?.VolumeOptions?.Subpath ?? sent?.ImageOptions?.Subpath ?? "");
  const base = { type: Type, source, target: cleanPath(Destination), readOnly: RW === false && Type !== "image", subpath };
  return propagated ? { ...base, propagation: Propagation } : base;
}

/**
 * A bind is written by its path; a volume by its name on the engine, since a key of the document need not exist for it.
 * What is declared stays as it is written where it is the same.
 */
function render(mount: Mount, point: MountPoint, entry: Json | undefined, list: Json | undefined, sameSource: boolean): Json {
  const source = mount.source === "" && mount.type === "volume" ? (point.Name ?? "").slice(0, 12) : mount.source;
  const like = entry ?? (isJsonList(list) ? list[0] : undefined);
  if (typeof like === "string") return [source, mount.target, ...(mount.readOnly ? ["ro"] : [])].filter((part) => part !== "").join(":");
  const written = member(entry, "source");
  const shown = sameSource && written !== undefined ? written : source;
  return {
    ...(isJsonMap(entry) && entry["type"] === mount.type ? without(entry, "source", "read_only") : {}),
    type: mount.type,
    ...renderSubpath(mount, entry),
    ...(shown === "" ? {} : { source: shown }),
    target: mount.target,
    ...(mount.readOnly ? { read_only: true } : {}),
  };
}

/** Compose 5 asks for an image by its id, older ones by its name: the id where the engine has the image, else the full name. */
function imageKey(source: string, { engine }: NodeSnapshot): string {
  const name = referenceOf(source);
  const found = engine.images.find(
    ({ Id, RepoTags, RepoDigests }) =>
      Id === source || [...(RepoTags ?? []), ...(RepoDigests ?? [])].some((other) => referenceOf(other) === name),
  );
  return found?.Id ?? name;
}

/** A folder inside that is another one than declared. */
function renderSubpath({ type, subpath }: Mount, entry: Json | undefined): JsonMap {
  if (cleanPath(textOf(at(entry, type, "subpath")) ?? "") === subpath) return {};
  const inner = member(entry, type);
  return { [type]: { ...(isJsonMap(inner) ? without(inner, "subpath") : {}), ...(subpath === "" ? {} : { subpath }) } };
}

/** The folder of a `tmpfs` entry, and its options. */
function splitTmpfs(text: string): [string, string] {
  const colon = text.indexOf(":");
  return colon === -1 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
}

function tmpfs({ declared, service, host }: FieldContext): Difference[] {
  const actual = Object.entries(host.Tmpfs ?? {}).map(([target, options]) => (options === "" ? target : `${target}:${options}`));
  return compareTexts("tmpfs", declared["tmpfs"], textsOf(service["tmpfs"]), actual, (text) => {
    const [target, options] = splitTmpfs(text);
    return `${cleanPath(target)}:${options}`;
  });
}
