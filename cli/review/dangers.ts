import { lossOf } from "../../src/rules/data/stateful-types.ts";
import type { Pair } from "./changes.ts";
import type { Danger } from "./document.ts";
import { openedBy } from "./powers.ts";
import { isList, isMap, valueAt, type Plain } from "./normal-form.ts";

/** Who may reach a service, narrowest first. */
const CLASSES = ["none", "lan", "mesh", "public"];

/**
 * What a reviewer has to see first: resources that go, that are replaced, data that is let go or put elsewhere, and what
 * becomes reachable or stronger than it was. It judges nothing: what is forbidden is for the policies.
 */
export function dangersOf(pair: Pair): Danger[] {
  const { resource } = pair;
  const { name } = resource;
  const loss = lossOf(resource.type);
  const gone: Danger[] =
    resource.operation === "delete"
      ? [{ kind: resource.group === "data" ? "data" : "delete", name, message: whatGoes(pair) }]
      : resource.operation === "replace"
        ? [
            {
              kind: "replace",
              name,
              message: `is replaced: ${resource.changes.slice(0, 3).map(valuesOf).join(", ")}${loss === undefined ? "" : `; that loses ${loss}`}`,
            },
          ]
        : [];
  return [
    ...openedBy(pair),
    ...gone,
    ...restartOfGuest(pair),
    ...unprotected(pair),
    ...(resource.group === "service" ? [...dataDangers(pair), ...exposureDangers(pair)] : []),
    ...newName(pair),
  ];
}

/** `attachable: true → –` */
function valuesOf({ path, from = "–", to = "–" }: Pair["resource"]["changes"][number]): string {
  return `${path}: ${from} → ${to}`;
}

/** Properties of a guest that the hypervisor changes while the guest runs, and those that only the plugin keeps. */
const QUIET =
  /^(description|tags|startup|startOnBoot|onBoot|protection|poolId|rebootAfterUpdate|stopOnDestroy|purgeOnDestroy|timeout[A-Z])/;

/** A guest is restarted for most of its properties: a container by the plugin itself, a machine by a person. */
function restartOfGuest({ resource: { type, name, operation, changes } }: Pair): Danger[] {
  const container = type.startsWith("proxmoxve:index/container");
  if (operation !== "update" || !(container || type.startsWith("proxmoxve:index/vm"))) return [];
  const stopped = changes.some(({ path, to }) => path === "started" && to === "false");
  if (stopped) return [{ kind: "restart", name, message: "is shut down, with everything that runs in it" }];
  const loud = changes.map(({ path }) => path).filter((path) => !QUIET.test(path) && path !== "protect");
  if (loud.length === 0) return [];
  const what = loud.slice(0, 3).join(", ");
  const message = container
    ? `may be restarted by its plugin, with everything that runs in it: ${what}`
    : `changes ${what}: it takes effect when a person stops and starts the machine; nothing restarts it`;
  return [{ kind: "restart", name, message }];
}

function whatGoes({ resource, before }: Pair): string {
  if (resource.group === "service") {
    const containers = Object.keys(mapAt(before?.inputs as Plain | undefined, "document", "services"));
    return `is taken away: its containers ${containers.join(", ")} are stopped and removed; volumes and bind sources stay`;
  }
  if (resource.group === "data") return "is no longer managed: the volume stays on the node, and nothing here knows it any more";
  const loss = lossOf(resource.type);
  return loss === undefined ? "is deleted" : `is deleted; that loses ${loss}`;
}

function unprotected({ resource: { name, changes } }: Pair): Danger[] {
  return changes.some(({ path, kind }) => path === "protect" && kind === "remove")
    ? [{ kind: "data", name, message: "loses its protection: a later change may delete it" }]
    : [];
}

/** What the contract called persistent and no longer does, or puts elsewhere; and mounts that lead somewhere else. */
function dataDangers({ resource: { name }, before, after }: Pair): Danger[] {
  if (before === undefined || after === undefined) return [];
  const [olds, news] = [persistent(before.inputs), persistent(after.inputs)];
  const contract = [...olds].flatMap(([key, what]): Danger[] =>
    news.has(key) ? [] : [{ kind: "data", name, message: `no longer calls ${what} its data` }],
  );
  const [oldMounts, newMounts] = [mounts(before.inputs), mounts(after.inputs)];
  const moved = [...oldMounts].flatMap(([place, source]): Danger[] => {
    const now = newMounts.get(place);
    return now === undefined || now === source
      ? []
      : [{ kind: "data", name, message: `${place} is mounted from ${now} instead of ${source}: what is in the old place stays there` }];
  });
  return [...contract, ...moved];
}

function persistent(inputs: unknown): Map<string, string> {
  const paths = valueAt(inputs as Plain, ["contract", "persistence", "paths"]);
  return new Map(
    (isList(paths) ? paths : []).map((entry) => {
      const source = textAt(entry, "name") === "" ? textAt(entry, "source") : `the volume ${textAt(entry, "name")}`;
      const key = `${textAt(entry, "service")} ${textAt(entry, "target")} ${source}`;
      return [key, `${source} at ${textAt(entry, "service")}:${textAt(entry, "target")}`];
    }),
  );
}

/** By container and target. */
function mounts(inputs: unknown): Map<string, string> {
  return new Map(
    Object.entries(mapAt(inputs as Plain, "document", "services")).flatMap(([container, definition]) => {
      const volumes = valueAt(definition, ["volumes"]);
      return (isList(volumes) ? volumes : []).flatMap((mount): [string, string][] => {
        const key = textAt(mount, "source");
        const volume = textAt(mount, "type") === "volume" ? valueAt(inputs as Plain, ["document", "volumes", key, "name"]) : undefined;
        return key === "" ? [] : [[`${container}:${textAt(mount, "target")}`, typeof volume === "string" ? volume : key]];
      });
    }),
  );
}

function exposureDangers({ resource: { name }, before, after }: Pair): Danger[] {
  if (after === undefined) return [];
  const [old, now] = [textAt(before?.inputs as Plain | undefined, "exposure"), textAt(after.inputs as Plain, "exposure")];
  const wider = CLASSES.indexOf(now) > CLASSES.indexOf(old === "" ? "none" : old);
  const known = before === undefined ? new Set<string>() : published(before.inputs);
  const fresh = [...published(after.inputs)].filter((port) => !known.has(port));
  return [
    ...(wider
      ? [{ kind: "exposure" as const, name, message: `is reachable as ${now}, ${old === "" ? "and is new" : `before it was ${old}`}` }]
      : []),
    ...fresh.map((port) => ({ kind: "exposure" as const, name, message: `publishes ${port}` })),
  ];
}

/** The ports that something besides the node itself can reach. */
function published(inputs: unknown): Set<string> {
  const found = Object.entries(mapAt(inputs as Plain, "document", "services")).flatMap(([container, definition]) => {
    const ports = valueAt(definition, ["ports"]);
    return (isList(ports) ? ports : []).flatMap((port) => {
      const address = textAt(port, "host_ip");
      if (address.startsWith("127.") || address === "::1") return [];
      return [
        `${address === "" ? "on every address" : `on ${address}`} port ${textAt(port, "published") || "any"}/${textAt(port, "protocol") || "tcp"} of ${container}`,
      ];
    });
  });
  return new Set(found);
}

function newName({ resource: { group, operation, name }, after }: Pair): Danger[] {
  if (group !== "name" || operation !== "create") return [];
  const target = textAt(after?.inputs as Plain | undefined, "content");
  return [{ kind: "exposure", name, message: target === "" ? "is a new way in by a name" : `is a new public name for ${target}` }];
}

function mapAt(value: Plain | undefined, ...path: string[]): Readonly<Record<string, Plain>> {
  const found = valueAt(value, path);
  return isMap(found) ? found : {};
}

function textAt(value: Plain | undefined, key: string): string {
  const found = valueAt(value, [key]);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}
