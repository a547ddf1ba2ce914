import path from "node:path";

import { at, isJsonList, isJsonMap, textOf } from "../docker/json.ts";
import type { Circumstances } from "./circumstances.ts";

/** A folder or file of the node that a service mounts. */
export interface BindSource {
  readonly service: string;
  readonly source: string;
}

/** Sources outside of what is placed, of services that get a container; with `create_host_path` asked for, Docker may make them. */
export function bindSources({ declared, orders, snapshot, contract }: Circumstances): BindSource[] {
  const directory = path.posix.join(snapshot.root, "services", declared.service);
  const placed = Object.keys(isJsonMap(declared.files) ? declared.files : {}).map((file) => path.posix.join(directory, file));
  const sources = orders.up.flatMap((service) => {
    const volumes = at(declared.document, "services", service, "volumes");
    return (isJsonList(volumes) ? volumes : []).flatMap((volume) => {
      const source = textOf(at(volume, "source"));
      if (textOf(at(volume, "type")) !== "bind" || source === undefined || source.includes("$")) return [];
      return [{ service, source: path.posix.resolve(directory, source) }];
    });
  });
  const declaredPaths = at(contract, "persistence", "paths");
  const persistent = (isJsonList(declaredPaths) ? declaredPaths : []).flatMap((entry) => {
    const source = textOf(at(entry, "source"));
    const service = textOf(at(entry, "service")) ?? "";
    return textOf(at(entry, "type")) === "bind" && source !== undefined && orders.up.includes(service) ? [{ service, source }] : [];
  });
  const unique = new Map([...persistent, ...sources].map((entry) => [entry.source, entry]));
  return [...unique.values()].filter(({ source }) => !placed.some((file) => file === source || file.startsWith(`${source}/`)));
}
