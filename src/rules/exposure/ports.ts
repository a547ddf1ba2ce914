import type { DataPath } from "../../../compose/data-path.ts";
import { holdsUnknown, list, mapping, text, type KnownContainer } from "../parts.ts";

/** One published port of a container; a range is one entry. */
export interface PublishedPort {
  readonly container: KnownContainer;
  /** Empty for all addresses. */
  readonly address: string;
  /** Undefined when the engine picks a port of the node itself. */
  readonly range: { readonly first: number; readonly last: number } | undefined;
  readonly protocol: string;
  readonly path: DataPath;
}

/** Every port that a container publishes on its node; one that is not known in whole is left out. */
export function portsOf(container: KnownContainer): PublishedPort[] {
  return list(container.definition["ports"]).flatMap((entry, index) => {
    if (holdsUnknown(entry)) return [];
    const port = mapping(entry);
    const range = /^(\d+)(?:-(\d+))?$/.exec(text(port["published"]) ?? "");
    const first = Number(range?.[1]);
    return {
      container,
      address: text(port["host_ip"]) ?? "",
      range: range === null ? undefined : { first, last: Number(range[2] ?? first) },
      protocol: text(port["protocol"]) ?? "tcp",
      path: ["services", container.name, "ports", index],
    };
  });
}

/** Without an address, and for 0.0.0.0 and ::, the engine takes the port on every address. */
export function isAllAddresses(address: string): boolean {
  return ["", "0.0.0.0", "::", "[::]", "*"].includes(address);
}

/** `127.0.0.1:8080/tcp`. */
export function formatPort({ address, range, protocol }: PublishedPort): string {
  const shown = range === undefined ? "any" : range.first === range.last ? String(range.first) : `${range.first}-${range.last}`;
  const host = address === "" ? "" : `${address.includes(":") && !address.startsWith("[") ? `[${address}]` : address}:`;
  return `${host}${shown}/${protocol}`;
}
