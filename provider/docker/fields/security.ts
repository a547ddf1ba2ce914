import { flagOf, isJsonList, isJsonMap, member, numberOf, at, textOf, textsOf } from "../json.ts";
import type { Json } from "../json.ts";
import type { Difference } from "../difference.ts";
import type { Device, DeviceRequest, HostConfig } from "../engine.ts";
import { cleanPath } from "./clean-path.ts";
import { single } from "./context.ts";
import type { FieldContext, FieldGroup } from "./context.ts";
import { compareItems, compareTexts } from "./items.ts";
import { sameNamespace } from "./networks.ts";
import { securityOptions } from "./security-options.ts";
import { comparePairs, pairsOf } from "./pairs.ts";

/** Capabilities, privileges, devices, namespaces. What is not declared is not granted. */
export const security: FieldGroup = (context) => {
  const { declared, service, host } = context;
  const capability = (name: string): string => name.toUpperCase().replace(/^CAP_/, "");
  const flags = { privileged: host.Privileged ?? false, read_only: host.ReadonlyRootfs ?? false };
  return [
    ...compareTexts("cap_add", declared["cap_add"], textsOf(service["cap_add"]), host.CapAdd ?? [], capability),
    ...compareTexts("cap_drop", declared["cap_drop"], textsOf(service["cap_drop"]), host.CapDrop ?? [], capability),
    ...Object.entries(flags).flatMap(([attribute, actual]) =>
      single([attribute], (flagOf(service[attribute]) ?? false) === actual, () => actual),
    ),
    ...securityOptions(context),
    ...compareTexts("group_add", declared["group_add"], textsOf(service["group_add"]), host.GroupAdd ?? []),
    ...compareItems("devices", declared["devices"], wantedDevices(service["devices"]), [
      ...(host.Devices ?? []).map((device) => enforcedDevice(device, declared["devices"])),
      ...cdiDevices(host),
    ]),
    ...compareTexts(
      "device_cgroup_rules",
      declared["device_cgroup_rules"],
      textsOf(service["device_cgroup_rules"]),
      host.DeviceCgroupRules ?? [],
    ),
    ...requests(context),
    ...namespaces(context),
    ...comparePairs(
      "sysctls",
      declared["sysctls"],
      present(pairsOf(service["sysctls"])),
      new Map(Object.entries(host.Sysctls ?? {})),
      (_, value) => value,
    ),
    ...ulimits(context),
  ];
};

function wantedDevices(value: Json | undefined): { key: string; identity: string; index: number }[] {
  return (isJsonList(value) ? value : []).map((entry, index) => {
    const parts = (textOf(entry) ?? "").split(":");
    const source = isJsonMap(entry) ? (textOf(entry["source"]) ?? "") : (parts[0] ?? "");
    const target = isJsonMap(entry) ? (textOf(entry["target"]) ?? source) : (parts[1] ?? source);
    const permissions = isJsonMap(entry) ? textOf(entry["permissions"]) : parts[2];
    return { key: deviceKey(source, target, permissions ?? "rwm"), identity: cleanPath(target), index };
  });
}

/** The permissions in any order mean the same. */
function deviceKey(source: string, target: string, permissions: string): string {
  return `${cleanPath(source)}:${cleanPath(target)}:${["r", "w", "m"].filter((one) => permissions.includes(one)).join("")}`;
}

function enforcedDevice(
  { PathOnHost: source = "", PathInContainer: target = "", CgroupPermissions: permissions = "" }: Device,
  list: Json | undefined,
) {
  return {
    key: deviceKey(source, target, permissions),
    identity: cleanPath(target),
    render: (entry: Json | undefined): Json =>
      isJsonMap(entry ?? (isJsonList(list) ? list[0] : undefined)) ? { source, target, permissions } : `${source}:${target}:${permissions}`,
  };
}

/** Devices by their qualified names (`vendor.example/class=name`): Compose asks for all of them in one request without a capability. */
function cdiDevices(host: HostConfig) {
  return (host.DeviceRequests ?? [])
    .filter(isCdi)
    .flatMap(({ DeviceIDs: ids }) => (ids ?? []).map((id) => ({ key: deviceKey(id, id, "rwm"), identity: id, render: (): Json => id })));
}

function isCdi({ Driver: driver, Capabilities: capabilities }: DeviceRequest): boolean {
  return driver === "cdi" && (capabilities ?? []).flat().length === 0;
}

/** Graphics cards, whether they are asked for with `gpus` or as a reservation. */
function requests({ declared, service, host }: FieldContext): Difference[] {
  const reserved = at(service, "deploy", "resources", "reservations", "devices");
  const attribute = isJsonList(reserved) ? ["deploy", "resources", "reservations", "devices"] : ["gpus"];
  const asked = at(service, ...attribute);
  const wanted = (isJsonList(asked) ? asked : asked === "all" ? [{ count: -1 }] : []).map((entry, index) => ({
    key: requestKey(fromDeclared(entry)),
    identity: String(index),
    index,
  }));
  const actual = (host.DeviceRequests ?? [])
    .filter((request) => !isCdi(request))
    .map((request, index) => ({
      key: requestKey(request),
      identity: String(index),
      render: (): Json => ({
        ...((request.Driver ?? "") === "" ? {} : { driver: request.Driver ?? "" }),
        ...((request.Count ?? 0) === 0 ? {} : { count: request.Count ?? 0 }),
        ...((request.DeviceIDs ?? []).length === 0 ? {} : { device_ids: request.DeviceIDs ?? [] }),
        capabilities: (request.Capabilities ?? []).flat(),
      }),
    }));
  const last = attribute.at(-1) ?? "";
  return compareItems(last, at(declared, ...attribute), wanted, actual).map(({ path, enforced }) => ({
    path: [...attribute.slice(0, -1), ...path],
    enforced,
  }));
}

function fromDeclared(entry: Json): DeviceRequest {
  const count = member(entry, "count");
  const ids = textsOf(member(entry, "device_ids"));
  const declaredCount = count === "all" ? -1 : numberOf(count);
  return {
    Driver: textOf(member(entry, "driver")) ?? "",
    Count: declaredCount ?? (ids.length === 0 ? -1 : 0),
    DeviceIDs: ids,
    Capabilities: [textsOf(member(entry, "capabilities"))],
  };
}

function requestKey({ Driver, Count, DeviceIDs, Capabilities }: DeviceRequest): string {
  const capabilities = new Set((Capabilities ?? []).flat());
  // Asking for cards means asking for this capability; `gpus` leaves it out.
  capabilities.add("gpu");
  return JSON.stringify([Driver ?? "", Count ?? 0, [...(DeviceIDs ?? [])].sort(), [...capabilities].sort()]);
}

/** The engine's own choice of an ipc namespace is a setting of the daemon. */
function namespaces({ service, host, containerOf, snapshot }: FieldContext): Difference[] {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ["pid", host.PidMode ?? "", [""]],
    ["ipc", host.IpcMode ?? "", ["", "private", "shareable"]],
    ["uts", host.UTSMode ?? "", [""]],
    ["userns_mode", host.UsernsMode ?? "", [""]],
    ["cgroup_parent", host.CgroupParent ?? "", [""]],
  ];
  return rows.flatMap(([attribute, actual, defaults]) => {
    const wanted = textOf(service[attribute]);
    const same = wanted === undefined ? defaults.includes(actual) : sameNamespace(wanted, actual, containerOf, snapshot.engine.containers);
    return single([attribute], same, () => (actual === "" ? undefined : actual));
  });
}

/** Only declared ones: the daemon's own defaults appear in the same list. */
function ulimits({ declared, service, host }: FieldContext): Difference[] {
  const asked = service["ulimits"];
  return Object.entries(isJsonMap(asked) ? asked : {}).flatMap(([name, value]) => {
    // Compose leaves a bound of zero out of its canonical form.
    const soft = isJsonMap(value) ? (numberOf(value["soft"]) ?? 0) : numberOf(value);
    const hard = isJsonMap(value) ? (numberOf(value["hard"]) ?? 0) : numberOf(value);
    const found = host.Ulimits?.find(({ Name }) => Name === name);
    const same = found !== undefined && found.Soft === soft && found.Hard === hard;
    const written = at(declared, "ulimits", name);
    return single(["ulimits", name], same, () =>
      found === undefined
        ? undefined
        : isJsonMap(written) || found.Soft !== found.Hard
          ? { soft: found.Soft, hard: found.Hard }
          : found.Soft,
    );
  });
}

function present(pairs: ReadonlyMap<string, string | undefined>): Map<string, string> {
  return new Map([...pairs].map(([name, value]) => [name, value ?? ""]));
}
