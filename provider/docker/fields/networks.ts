import { at, isJsonList, isJsonMap, member, textOf, textsOf } from "../json.ts";
import type { Json } from "../json.ts";
import { MISSING } from "../difference.ts";
import type { Difference } from "../difference.ts";
import type { Endpoint } from "../engine.ts";
import { nameOnNode } from "../name-on-node.ts";
import { normalAddress } from "./address.ts";
import { single } from "./context.ts";
import { endpointOptions } from "./endpoint-options.ts";
import type { FieldContext, FieldGroup } from "./context.ts";
import { compareTexts } from "./items.ts";

const ATTACHED = "(attached on the node, not in git)";

/** Network mode, the networks the container is attached to with its names there, and what it resolves names by. */
export const networks: FieldGroup = (context) => {
  const { declared, service, host } = context;
  const resolved = (text: string): string => text.replace(/[=:](.*)$/, (_, address: string) => `=${normalAddress(address)}`);
  return [
    ...(textOf(service["network_mode"]) === undefined ? attachments(context) : mode(context)),
    ...compareTexts("extra_hosts", declared["extra_hosts"], hostsOf(service["extra_hosts"]), host.ExtraHosts ?? [], resolved),
    ...compareTexts("dns", declared["dns"], textsOf(service["dns"]), host.Dns ?? [], normalAddress),
    ...compareTexts("dns_search", declared["dns_search"], textsOf(service["dns_search"]), host.DnsSearch ?? []),
    ...compareTexts("dns_opt", declared["dns_opt"], textsOf(service["dns_opt"]), host.DnsOptions ?? []),
  ];
};

function hostsOf(value: Json | undefined): string[] {
  return isJsonMap(value) ? Object.entries(value).map(([name, address]) => `${name}=${textOf(address) ?? ""}`) : textsOf(value);
}

function mode(context: FieldContext): Difference[] {
  const { declared, service, host, containerOf, snapshot } = context;
  const wanted = textOf(service["network_mode"]) ?? "";
  const actual = host.NetworkMode ?? "";
  return single(["network_mode"], sameNamespace(wanted, actual, containerOf, snapshot.engine.containers), () =>
    actual === "" ? undefined : actual === "default" && declared["network_mode"] === "bridge" ? "bridge" : actual,
  );
}

/** `service:db` and `container:name` end up as `container:<id>` on the engine. */
export function sameNamespace(
  wanted: string,
  actual: string,
  containerOf: FieldContext["containerOf"],
  containers: readonly { readonly Id: string; readonly Name?: string }[],
): boolean {
  const [kind, name] = splitOnce(wanted);
  if (kind === "service") return actual === `container:${containerOf(name)?.Id ?? "?"}`;
  if (kind === "container") {
    const id = containers.find((container) => container.Name === `/${name}` || container.Id === name)?.Id;
    return actual === wanted || (id !== undefined && actual === `container:${id}`);
  }
  return wanted === actual || (wanted === "bridge" && actual === "default");
}

function splitOnce(text: string): [string, string] {
  const colon = text.indexOf(":");
  return colon === -1 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
}

function attachments(context: FieldContext): Difference[] {
  const { declared, service, document, project, container, host } = context;
  if (/^(host|none)$|^container:/.test(host.NetworkMode ?? "")) return [{ path: ["network_mode"], enforced: host.NetworkMode }];
  const listed = isJsonList(service["networks"]);
  const asked = askedNetworks(service["networks"]);
  const attached = new Map(Object.entries(container.NetworkSettings?.Networks ?? {}));
  const written = declared["networks"];
  const differences: Difference[] = [];
  let next = isJsonList(written) ? written.length : 0;
  const pathOf = (key: string): (string | number)[] => {
    const index = isJsonList(written) ? written.indexOf(key) : -1;
    return ["networks", listed ? (index === -1 ? next++ : index) : key];
  };
  for (const [key, settings] of asked) {
    const name = nameOnNode("networks", key, document, project);
    const endpoint = attached.get(name);
    attached.delete(name);
    if (endpoint === undefined || endpoint === null) differences.push({ path: pathOf(key), enforced: MISSING });
    else differences.push(...insideNetwork(context, key, settings, endpoint));
  }
  for (const name of attached.keys()) {
    differences.push({ path: pathOf(keyOfName(name, document, project)), enforced: listed ? `${name} ${ATTACHED}` : ATTACHED });
  }
  return differences;
}

function askedNetworks(value: Json | undefined): Map<string, Json> {
  if (isJsonMap(value)) return new Map(Object.entries(value));
  if (isJsonList(value)) return new Map(textsOf(value).map((name) => [name, null]));
  return new Map([["default", null]]);
}

function keyOfName(name: string, document: Json, project: string): string {
  const declared = member(document, "networks");
  const keys = isJsonMap(declared) ? Object.keys(declared) : [];
  return keys.find((key) => nameOnNode("networks", key, document, project) === name) ?? name;
}

/** Names and addresses in one network. The engine adds the container's name and id; Compose the service's name. */
function insideNetwork(context: FieldContext, key: string, settings: Json, endpoint: Endpoint): Difference[] {
  const { declared, container } = context;
  const own = new Set([
    context.key,
    (container.Name ?? "").slice(1),
    container.Id.slice(0, 12),
    textOf(context.service["container_name"]) ?? "",
  ]);
  const actual = new Set([...(endpoint.Aliases ?? []), ...(endpoint.DNSNames ?? [])]);
  const asked = textsOf(member(settings, "aliases"));
  const extra = [...actual].filter((alias) => !own.has(alias) && !asked.includes(alias) && alias !== textOf(context.service["hostname"]));
  const written = at(declared, "networks", key, "aliases");
  const differences = compareTexts("aliases", written, asked, [...asked.filter((alias) => actual.has(alias)), ...extra]);
  // Whoever attaches by hand forgets the service's name, and then nobody finds it.
  if (!actual.has(context.key) && (container.Name ?? "") !== `/${context.key}`) {
    differences.push({ path: ["aliases", textsOf(written).length], enforced: `${context.key} ${MISSING}` });
  }
  for (const [attribute, address] of [
    ["ipv4_address", endpoint.IPAMConfig?.IPv4Address],
    ["ipv6_address", endpoint.IPAMConfig?.IPv6Address],
  ] as const) {
    const wanted = textOf(member(settings, attribute)) ?? "";
    differences.push(
      ...single([attribute], normalAddress(wanted) === normalAddress(address ?? ""), () => (address === "" ? undefined : address)),
    );
  }
  differences.push(...endpointOptions(settings, endpoint, context.config));
  return differences.map(({ path, enforced }) => ({ path: ["networks", key, ...path], enforced }));
}
