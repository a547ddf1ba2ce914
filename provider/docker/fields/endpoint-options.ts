import type { Difference } from "../difference.ts";
import type { ContainerConfig, Endpoint } from "../engine.ts";
import { member, numberOf, textOf, textsOf } from "../json.ts";
import type { Json } from "../json.ts";
import { normalAddress } from "./address.ts";
import { single } from "./context.ts";
import { compareTexts } from "./items.ts";
import { pairsOf } from "./pairs.ts";

/** Where Compose puts `interface_name`. */
const INTERFACE = "com.docker.network.endpoint.ifname";

/** What engines from 25 on keep at a container's place in a network, by path inside `networks.<key>`. */
export function endpointOptions(settings: Json, endpoint: Endpoint, config: ContainerConfig): Difference[] {
  const local = textsOf(member(settings, "link_local_ips"));
  return [
    ...hardwareAddress(textOf(member(settings, "mac_address")), endpoint.MacAddress, config.MacAddress),
    ...gatewayPriority(settings, endpoint),
    ...driverOptions(settings, endpoint),
    ...compareTexts("link_local_ips", local, local, endpoint.IPAMConfig?.LinkLocalIPs ?? [], normalAddress),
  ];
}

/** A container that does not run has none at its endpoint; older engines keep the one that was asked for beside it. */
function hardwareAddress(wanted: string | undefined, atEndpoint: string | undefined, ofContainer: string | undefined): Difference[] {
  const actual = [atEndpoint, ofContainer].find((address) => address !== undefined && address !== "");
  if (wanted === undefined || wanted === "" || actual === undefined) return [];
  return single(["mac_address"], normalHardware(wanted) === normalHardware(actual), () => actual);
}

function normalHardware(text: string): string {
  return text.toLowerCase().replaceAll("-", ":");
}

/** Engines before 28 do not know it, and Compose sends it to them in vain. */
function gatewayPriority(settings: Json, { GwPriority: actual }: Endpoint): Difference[] {
  const wanted = numberOf(member(settings, "gw_priority")) ?? 0;
  return actual === undefined ? [] : single(["gw_priority"], wanted === actual, () => (actual === 0 ? undefined : actual));
}

function driverOptions(settings: Json, { DriverOpts: found }: Endpoint): Difference[] {
  const wanted = pairsOf(member(settings, "driver_opts"));
  const actual = new Map(Object.entries(found ?? {}));
  const name = textOf(member(settings, "interface_name"));
  const shown = actual.get(INTERFACE);
  const differences: Difference[] = [];
  if (name !== undefined && !wanted.has(INTERFACE)) {
    differences.push(...single(["interface_name"], name === shown, () => shown));
    actual.delete(INTERFACE);
  }
  for (const [key, value] of wanted) {
    differences.push(...single(["driver_opts", key], (value ?? "") === actual.get(key), () => actual.get(key)));
    actual.delete(key);
  }
  for (const [key, value] of actual) differences.push({ path: ["driver_opts", key], enforced: value });
  return differences;
}
