import { at, isJsonList, isJsonMap, textOf } from "../docker/json.ts";
import type { Json, JsonMap } from "../docker/json.ts";

/** Which services share a part of another one's container and so cannot outlive it: its network, process or IPC space, its volumes. */
export function tiedTo(service: Json): string[] {
  const spaces = ["network_mode", "pid", "ipc"].flatMap((key) => {
    const value = textOf(at(service, key));
    return value?.startsWith("service:") === true ? [value.slice("service:".length)] : [];
  });
  const volumes = at(service, "volumes_from");
  const lenders = isJsonList(volumes) ? volumes.flatMap((entry) => textOf(entry)?.split(":")[0] ?? []) : [];
  return [...spaces, ...lenders.filter((name) => name !== "container")];
}

/** Services that another one needs before it. */
function needs(service: Json): string[] {
  const dependencies = at(service, "depends_on");
  const named = isJsonList(dependencies)
    ? dependencies.flatMap((name) => textOf(name) ?? [])
    : isJsonMap(dependencies)
      ? Object.keys(dependencies)
      : [];
  return [...named, ...tiedTo(service)];
}

/** The services that have to be made anew when these are: whoever lives in the space of one of them. */
export function withTied(services: JsonMap, changed: ReadonlySet<string>): Set<string> {
  const all = new Set(changed);
  for (;;) {
    const more = Object.keys(services).filter((name) => !all.has(name) && tiedTo(services[name] ?? null).some((other) => all.has(other)));
    if (more.length === 0) return all;
    for (const name of more) all.add(name);
  }
}

/** The services, each behind those it needs; a circle, which the Compose model refuses, keeps the document's order. */
export function inOrder(services: JsonMap): string[] {
  const ordered: string[] = [];
  const visited = new Set<string>();
  const visit = (name: string): void => {
    if (visited.has(name) || !Object.hasOwn(services, name)) return;
    visited.add(name);
    for (const other of needs(services[name] ?? null)) visit(other);
    ordered.push(name);
  };
  for (const name of Object.keys(services)) visit(name);
  return ordered;
}
