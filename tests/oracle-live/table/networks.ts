import { NEWER, OLD_ENGINE, service, spellings } from "../support/spelling.ts";
import type { Topic } from "../support/spelling.ts";

const OLD = { "debian v1": "engine 20.10 does not know it", "debian v2": "engine 20.10 does not know it" } as const;
const network = (key: string, settings: Record<string, never> | object = {}) => ({ networks: { [key]: settings as never } });
const LENDER = { services: { lender: { image: "stand-in:1", container_name: "oracle-lender" } } };
const fixed = (number: number): object => ({ ipam: { config: [{ subnet: `10.84.${number}.0/24` }] } });

/** Ports, networks, names and addresses. */
export const networks: Topic = {
  ...spellings("ports", {
    container: ["80"],
    number: [81],
    both: ["18001:80"],
    address: ["127.0.0.1:18002:80"],
    wildcard: ["0.0.0.0:18003:80"],
    six: ["[::1]:18004:80"],
    udp: ["18005:80/udp"],
    range: ["18010-18012:90-92"],
    "range-of-host": ["18020-18022:80"],
    "two-protocols": ["18030:53/tcp", "18030:53/udp"],
    "two-addresses": ["127.0.0.1:18031:80", "127.0.0.2:18031:80"],
    "address-random": ["127.0.0.1::80"],
    empty: [],
  }),
  ...spellings("ports", { "udp-case": ["18006:80/UDP"] }, { not: NEWER }),
  "ports-long": service(
    { ports: [{ target: 80, published: "18040", protocol: "tcp", mode: "ingress", host_ip: "127.0.0.1" }] },
    { not: NEWER },
  ),
  "ports-long-number": service({ ports: [{ target: 80, published: 18041, mode: "host" }] }),
  "ports-long-short": service({ ports: [{ target: 80 }] }),
  "ports-long-name": service({ ports: [{ name: "web", app_protocol: "http", target: 80, published: "18042" }] }, { not: NEWER }),
  "ports-long-range": service({ ports: [{ target: 80, published: "18050-18052" }] }, { not: NEWER }),
  "ports-and-expose": service({ ports: ["18060:80"], expose: ["80", "81"] }),
  "ports-of-image": service({ image: "stand-in:full", ports: ["18061:8080"] }),
  ...spellings("expose", { text: ["80"], number: [80], udp: ["53/udp"], range: ["90-92"] }),
  "network-mode-host": service({ network_mode: "host" }),
  "network-mode-none": service({ network_mode: "none" }),
  "network-mode-service": service({ network_mode: "service:plain" }),
  "network-mode-container": service(
    { network_mode: "container:oracle-lender" },
    { document: LENDER, not: { "debian v1": "1.29.2 wants the other container to be there before" } },
  ),
  "network-mode-host-hostname": service({ network_mode: "host", hostname: "mine" }, { not: { "debian v1": "refused" } }),
  "networks-list": service({ networks: ["one"] }, { document: network("one") }),
  "networks-map": service({ networks: { one: null } }, { document: network("one") }),
  "networks-map-empty": service({ networks: { one: {} } }, { document: network("one") }),
  "networks-default": service({ networks: ["default"] }),
  "networks-two": service({ networks: ["one", "two"] }, { document: { networks: { one: {}, two: {} } } }),
  "networks-two-priority": service(
    { networks: { one: { priority: 100 }, two: { priority: 1000 } } },
    { document: { networks: { one: {}, two: {} } } },
  ),
  "networks-gateway-priority": service(
    { networks: { one: { gw_priority: 1 }, two: { gw_priority: 5 } } },
    { document: { networks: { one: {}, two: {} } }, not: { ...NEWER, ...OLD_ENGINE("gw_priority needs engine 28") } },
  ),
  "networks-aliases": service({ networks: { one: { aliases: ["also", "Also-That.example"] } } }, { document: network("one") }),
  "networks-alias-own": service({ networks: { one: { aliases: ["networks-alias-own"] } } }, { document: network("one") }),
  "networks-address": service({ networks: { fixed: { ipv4_address: "10.84.1.9" } } }, { document: network("fixed", fixed(1)) }),
  "networks-mac": service(
    { networks: { one: { mac_address: "02:42:AC:11:65:43" } } },
    { document: network("one"), not: { ...NEWER, ...OLD_ENGINE("mac_address of a network needs engine 25") } },
  ),
  "networks-driver-opts": service(
    { networks: { one: { driver_opts: { "com.docker.network.endpoint.sysctls": "net.ipv4.conf.IFNAME.log_martians=1" } } } },
    { document: network("one"), not: { ...NEWER, ...OLD } },
  ),
  "networks-link-local": service({ networks: { one: { link_local_ips: ["169.254.8.8"] } } }, { document: network("one") }),
  "networks-interface-name": service(
    { networks: { one: { interface_name: "eth7" } } },
    { document: network("one"), not: { ...NEWER, ...OLD_ENGINE("interface_name needs engine 28.1") } },
  ),
  "mac-address-upper": service({ mac_address: "02:42:AC:11:65:44" }),
  "network-named": service({ networks: ["named"] }, { document: network("named", { name: "oracle_named" }) }),
  "network-external": service({ networks: ["shared"] }, { document: network("shared", { external: true, name: "oracle_shared" }) }),
  "network-external-old": service(
    { networks: ["shared_old"] },
    { document: network("shared_old", { external: { name: "oracle_shared" } }) },
  ),
  "network-internal": service(
    { networks: ["inner"] },
    { document: network("inner", { internal: true, attachable: true, labels: { a: "b" } }) },
  ),
  "network-options": service(
    { networks: ["optioned"] },
    {
      document: network("optioned", {
        driver: "bridge",
        driver_opts: { "com.docker.network.bridge.name": "hl-oracle0", "com.docker.network.driver.mtu": 1400 },
      }),
      not: { "debian v1": "numbers are refused" },
    },
  ),
  "network-pool": service(
    { networks: ["pool"] },
    {
      document: network("pool", {
        ipam: {
          driver: "default",
          config: [{ subnet: "10.84.4.0/24", gateway: "10.84.4.1", ip_range: "10.84.4.128/25", aux_addresses: { router: "10.84.4.2" } }],
        },
      }),
    },
  ),
  "network-pool-host-bits": service(
    { networks: ["bits"] },
    {
      document: network("bits", { ipam: { config: [{ subnet: "10.84.2.7/24" }] } }),
      not: { "current v2": "engine 28 refuses it", "current v5": "engine 28 refuses it" },
    },
  ),
  "network-six": service(
    { networks: { six: { ipv6_address: "FD00:84:0::9" } } },
    { document: network("six", { enable_ipv6: true, ipam: { config: [{ subnet: "fd00:84::/64" }, { subnet: "10.84.3.0/24" }] } }) },
  ),
  "network-four-no": service(
    { networks: ["nofour"] },
    {
      document: network("nofour", { enable_ipv4: false, enable_ipv6: true, ipam: { config: [{ subnet: "fd00:85::/64" }] } }),
      not: { ...NEWER, ...OLD_ENGINE("enable_ipv4 needs engine 28") },
    },
  ),
  "network-label-list": service({ networks: ["labelled"] }, { document: network("labelled", { labels: ["a=b", "alone"] }) }),
  ...spellings("extra_hosts", {
    list: ["one:192.0.2.1"],
    map: { one: "192.0.2.1", two: "192.0.2.2" },
    six: ["six:2001:DB8::1"],
    empty: [],
  }),
  // The engines of the tests have no bridge whose address it could be.
  "extra-hosts-gateway": service({ extra_hosts: ["host.docker.internal:host-gateway"] }, { madeOnly: true }),
  ...spellings("extra_hosts", { equals: ["one=192.0.2.1"], brackets: ["six:[2001:db8::1]"] }, { not: NEWER }),
  "extra-hosts-twice": service({ extra_hosts: ["one:192.0.2.1", "one=192.0.2.1", "one:192.0.2.2"] }, { not: NEWER }),
  "extra-hosts-map-list": service({ extra_hosts: { one: ["192.0.2.1", "192.0.2.2"] } }, { not: NEWER }),
  ...spellings("dns", { text: "192.0.2.53", list: ["192.0.2.53", "192.0.2.54"], six: ["2001:DB8:0::53"], empty: [] }),
  ...spellings("dns_search", { text: "example.net", list: ["example.net", "example.org"], dot: ".", empty: [] }),
  ...spellings("dns_opt", { list: ["ndots:1", "use-vc"] }),
  "links-plain": service({ links: ["plain"] }),
  "links-alias": service({ links: ["plain:other"] }),
  "links-and-networks": service({ links: ["networks-list:other"], networks: ["one"] }, { document: network("one") }),
  "external-links-named": service(
    { external_links: ["oracle-lender:lent"] },
    { document: LENDER, not: { "debian v1": "1.29.2 wants the other container to be there before" } },
  ),
  "depends-on-list": service({ depends_on: ["plain"] }),
  "depends-on-map": service({ depends_on: { plain: { condition: "service_started", restart: true, required: true } } }, { not: NEWER }),
};
