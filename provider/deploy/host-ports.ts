import { isJsonList, isJsonMap, numberOf, textOf, at } from "../docker/json.ts";
import type { Json, JsonMap } from "../docker/json.ts";
import type { ContainerInspect } from "../docker/engine.ts";
import { parsePortText } from "./port-range.ts";
import type { Listening } from "./probe.ts";

/** A port of the node that a service publishes. */
export interface PublishedPort {
  readonly service: string;
  readonly protocol: "tcp" | "udp";
  /** Undefined for all addresses. */
  readonly address: string | undefined;
  readonly port: number;
}

/** The ports that services publish, ranges taken apart; ports with variables are left to Compose. */
export function publishedPorts(services: JsonMap, names: Iterable<string>): PublishedPort[] {
  return [...names].flatMap((service) => {
    const ports = at(services, service, "ports");
    return (isJsonList(ports) ? ports : []).flatMap((entry) => {
      const { published, address, protocol } = partsOf(entry);
      return parsePortText(published).map((port): PublishedPort => ({
        service,
        protocol: protocol === "udp" ? "udp" : "tcp",
        address,
        port,
      }));
    });
  });
}

/** Those that something else than the given containers holds already. */
export function takenPorts(
  wanted: readonly PublishedPort[],
  listening: readonly Listening[],
  own: readonly ContainerInspect[],
): PublishedPort[] {
  const held = own.filter(({ State: state }) => state?.Running === true).flatMap(boundPorts);
  return wanted.filter(
    (port) =>
      listening.some((other) => other.protocol === port.protocol && other.port === port.port && overlap(port.address, other.address)) &&
      !held.some(
        (other) => other.protocol === port.protocol && other.port === port.port && overlap(port.address, other.address ?? "0.0.0.0"),
      ),
  );
}

/** The container that holds a port; undefined when it is none of Docker's. */
export function holderOf(port: PublishedPort, containers: readonly ContainerInspect[]): ContainerInspect | undefined {
  return containers.find(
    (container) =>
      container.State?.Running === true &&
      boundPorts(container).some(
        (other) => other.protocol === port.protocol && other.port === port.port && overlap(port.address, other.address ?? "0.0.0.0"),
      ),
  );
}

function boundPorts(container: ContainerInspect): PublishedPort[] {
  return Object.entries(container.HostConfig?.PortBindings ?? {}).flatMap(([target, bindings]) =>
    (bindings ?? []).flatMap(({ HostIp: ip = "", HostPort: port = "" }) => {
      if (!/^\d+$/.test(port)) return [];
      return [
        {
          service: "",
          protocol: target.endsWith("/udp") ? ("udp" as const) : ("tcp" as const),
          address: ip === "" ? undefined : ip,
          port: Number(port),
        },
      ];
    }),
  );
}

function overlap(wanted: string | undefined, other: string): boolean {
  const all = (address: string | undefined): boolean =>
    address === undefined || address === "" || address === "0.0.0.0" || address === "::";
  return all(wanted) || all(other) || wanted === other;
}

function partsOf(entry: Json): { published: string; address: string | undefined; protocol: string } {
  if (isJsonMap(entry)) {
    const published = numberOf(entry["published"])?.toString() ?? textOf(entry["published"]) ?? "";
    return { published, address: textOf(entry["host_ip"]), protocol: textOf(entry["protocol"]) ?? "tcp" };
  }
  const [rest = "", protocol = "tcp"] = (textOf(entry) ?? "").split("/");
  const match = /^(?:(?:\[([^\]]+)\]|([\d.]+)):)?([\d-]+):[\d-]+$/.exec(rest);
  return { published: match?.[3] ?? "", address: match?.[1] ?? match?.[2], protocol };
}
