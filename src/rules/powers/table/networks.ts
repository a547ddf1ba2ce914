import { BlockList, isIP } from "node:net";
import { text } from "../../parts.ts";
import { each, free, freeSince, notUsed, type Power, type Table } from "../attribute.ts";
import { entriesOf, isVariable, refused, show, word } from "../values.ts";

const ownOptions: ReadonlySet<string> = new Set(["com.docker.network.driver.mtu", "com.docker.network.bridge.enable_icc"]);

const options: Power = {
  kind: "power",
  allow: ["host-network"],
  note: `everything but ${[...ownOptions].map((name) => `\`${name}\``).join(" and ")}`,
  judge: (value) =>
    entriesOf(value).flatMap(({ key, below }) =>
      ownOptions.has(key) ? [] : [{ allow: "host-network", what: `sets ${show(key)}, which may open the node's network`, below }],
    ),
};

const name: Power = {
  kind: "power",
  allow: ["host-network"],
  note: "`host`; another service's network and a variable are refused",
  judge: (value) => {
    const said = text(value);
    if (said === undefined) return [];
    if (said === "host") return [{ allow: "host-network", what: "uses the node's network" }];
    return isVariable(said) || !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(said)
      ? [refused(said, "uses a network that nobody knows", ["the name of a network, as a literal"])]
      : [];
  },
};

const privateNetworks = new BlockList();
for (const [address, prefix] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  privateNetworks.addSubnet(address, prefix, "ipv4");
}
privateNetworks.addSubnet("fc00::", 7, "ipv6");

const subnet: Power = {
  kind: "power",
  allow: ["host-network"],
  note: "addresses that are not private, to which the node would no longer find its way; a variable",
  judge: (value) => {
    const said = text(value);
    if (said === undefined || said === "") return [];
    const address = said.split("/")[0] ?? "";
    const family = isIP(address);
    const isPrivate = family !== 0 && privateNetworks.check(address, family === 4 ? "ipv4" : "ipv6");
    return isPrivate ? [] : [{ allow: "host-network", what: `takes the addresses ${show(said)} from the node` }];
  },
};

/** The networks of a document, and how its containers are on them. */
export const networkAttributes: Table = {
  "networks.*.name": name,
  "networks.*.external.name": name,
  "networks.*.driver": word({
    free: ["bridge", "default", "none", "null"],
    opens: {
      host: { allow: "host-network", what: "uses the node's network" },
      macvlan: { allow: "host-network", what: "is on the node's own network (macvlan)" },
      ipvlan: { allow: "host-network", what: "is on the node's own network (ipvlan)" },
    },
    otherwise: "has a network driver that nobody knows",
  }),
  "networks.*.driver_opts": options,
  ...each("networks.*", ["external", "internal", "attachable", "enable_ipv4", "enable_ipv6", "labels"], free),
  "networks.*.ipam": free,
  "networks.*.ipam.driver": word({ free: ["default"], otherwise: "has an address driver that nobody knows" }),
  "networks.*.ipam.config": free,
  "networks.*.ipam.config[].subnet": subnet,
  ...each("networks.*.ipam.config[]", ["ip_range", "gateway", "aux_addresses"], freeSince("inside the subnet")),
  "networks.*.ipam.options": notUsed("it hands a driver options that no rule knows", "remove it"),

  "services.*.networks": free,
  ...each(
    "services.*.networks.*",
    ["aliases", "interface_name", "ipv4_address", "ipv6_address", "link_local_ips", "mac_address", "priority", "gw_priority"],
    free,
  ),
  "services.*.networks.*.driver_opts": notUsed("it hands a driver options that no rule knows", "remove it"),
};
