import { urnName } from "../preview/events.ts";
import type { PlannedResource } from "../preview/plan.ts";
import type { Danger } from "./document.ts";
import { isMap, valueAt, type Plain } from "./normal-form.ts";

/** Where something logs in, as the inputs of a site's resources say it. */
interface Destination {
  /** A node, an API, or a connection of a plugin. */
  readonly name: string;
  readonly where: string;
}

/**
 * Where credentials are sent to after a change and were not before: the address, account or port of a node, the address of an API,
 * what a plugin is configured with. Nothing of it changes a container, so nothing else shows it.
 *
 * @param before the resources of one site; without any of them there is nothing to compare, and a new site is new as a whole
 */
export function destinationDangers(before: readonly PlannedResource[], after: readonly PlannedResource[]): Danger[] {
  const [olds, news] = [destinations(before), destinations(after)];
  if (olds.size === 0) return [];
  return [...news].flatMap(([name, places]): Danger[] => {
    const known = olds.get(name);
    const fresh = [...places].filter((place) => known?.has(place) !== true);
    if (fresh.length === 0) return [];
    const from = known === undefined ? "for the first time" : `instead of at ${[...known].join(", ")}`;
    return [{ kind: "credentials", name, message: `is logged in to at ${fresh.join(", ")} ${from}: its credentials go there` }];
  });
}

function destinations(resources: readonly PlannedResource[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name, where } of resources.flatMap(destinationsOf)) {
    found.set(name, new Set([...(found.get(name) ?? []), where]));
  }
  return found;
}

function destinationsOf({ type, urn, inputs: given }: PlannedResource): Destination[] {
  const inputs = given as Plain;
  if (type === "homelab:node:Layout") return login(textAt(inputs, "node"), valueAt(inputs, ["topology"]));
  if (type === "homelab:components:Hypervisor") return login(textAt(inputs, "node"), inputs);
  if (type === "homelab:npm:ProxyHost" || type === "homelab:technitium:Record") {
    const url = textAt(inputs, "apiUrl");
    return url === "" ? [] : [{ name: textAt(inputs, "api"), where: url }];
  }
  if (type.startsWith("pulumi:providers:") || type.startsWith("command:remote:")) {
    const said = type.startsWith("pulumi:providers:") ? inputs : valueAt(inputs, ["connection"]);
    return isMap(said) && Object.keys(said).length > 0 ? [{ name: urnName(urn), where: configured(said) }] : [];
  }
  return [];
}

/** `ssh://homelab@piha:22`, or `unix:///var/run/docker.sock`. */
function login(name: string, said: Plain | undefined): Destination[] {
  const [address, connection] = [textAt(said, "address"), valueAt(said, ["connection"])];
  if (address === "" || !isMap(connection)) return [];
  const { kind, user, port, socket } = connection;
  const where = kind === "ssh" ? `ssh://${plain(user)}@${address}:${plain(port)}` : `unix://${plain(socket)}`;
  return [{ name, where }];
}

function configured(said: { readonly [key: string]: Plain }): string {
  return Object.keys(said)
    .sort()
    .map((key) => `${key}=${plain(said[key])}`)
    .join(" ");
}

function plain(value: Plain | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function textAt(value: Plain | undefined, key: string): string {
  const found = valueAt(value, [key]);
  return typeof found === "string" ? found : "";
}
