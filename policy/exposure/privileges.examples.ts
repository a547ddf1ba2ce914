import type { Example } from "../examples/example.ts";
import type { Change, Fleet } from "../examples/fleet.ts";

function give(fleet: Fleet, over: Change): void {
  Object.assign(fleet.container("VPS", "outline"), over);
}

/** Mounts a folder of the node, which the privilege host-files alone would allow. */
function mountHostFiles(fleet: Fleet, source: string): void {
  give(fleet, { volumes: [{ type: "bind", source, target: "/host", read_only: true }] });
  fleet.contract("VPS", "outline").privileges.push({ service: "outline", allow: "host-files", reason: "It reads them." });
}

function bind(source: string, target = "/host"): Change {
  return { volumes: [{ type: "bind", source, target, bind: { create_host_path: true } }] };
}

/** A container with one attribute that it must not have. */
function given(when: string, attributes: Change, says: string): Example {
  return { when, change: (fleet) => give(fleet, attributes), says };
}

/** A document with one part besides its services that it must not have. */
function document(when: string, parts: Change, says: string): Example {
  return { when, change: (fleet) => Object.assign(fleet.document("VPS", "outline"), parts), says };
}

export const examples: readonly Example[] = [
  {
    when: "a container is privileged",
    change: (fleet) => give(fleet, { privileged: true }),
    says: "outline on VPS is privileged, and its contract does not ask for it",
  },
  {
    when: "a container has the engine's socket",
    change: (fleet) => mountHostFiles(fleet, "/run"),
    says: "mounts /run, which holds the engine's socket",
  },
  {
    when: "a container reads the whole disk, socket included",
    change: (fleet) => mountHostFiles(fleet, "/"),
    says: "mounts /, which holds the engine's socket",
  },
  {
    when: "a container uses the node's network",
    change: (fleet) => give(fleet, { network_mode: "host" }),
    says: "only with the privilege host-network",
  },
  {
    when: "a container sees the node's processes",
    change: (fleet) => give(fleet, { pid: "host" }),
    says: "only with the privilege host-pid",
  },
  {
    when: "a container shares the node's memory segments",
    change: (fleet) => give(fleet, { ipc: "host" }),
    says: "shares the node's memory segments",
  },
  {
    when: "a container has an added capability",
    change: (fleet) => give(fleet, { cap_add: ["NET_ADMIN"] }),
    says: "has the added capability NET_ADMIN",
  },
  {
    when: "a container is given a device",
    change: (fleet) => give(fleet, { devices: [{ source: "/dev/kmsg", target: "/dev/kmsg", permissions: "rwm" }] }),
    says: "is given the device /dev/kmsg",
  },
  {
    when: "a protection is switched off",
    change: (fleet) => give(fleet, { security_opt: ["seccomp=unconfined"] }),
    says: "switches a protection off (seccomp=unconfined)",
  },
  {
    when: "the contract asks without a reason",
    change: (fleet) => {
      give(fleet, { privileged: true });
      fleet.contract("VPS", "outline").privileges.push({ service: "outline", allow: "privileged", reason: " " });
    },
    says: "is privileged",
  },
  {
    when: "the contract asks for another container",
    change: (fleet) => {
      give(fleet, { privileged: true });
      fleet.contract("VPS", "outline").privileges.push({ service: "outline-postgres", allow: "privileged", reason: "It has to." });
    },
    says: "is privileged",
  },
  // What a variable, another spelling or a rarely used attribute opens, and what nothing here uses.
  given("a variable decides whether it is privileged", { privileged: "${X:-true}" }, "is privileged for some value of its variable"),
  given("a variable decides whose processes it sees", { pid: "${X:-host}" }, "for some value of its variable ${X:-host}"),
  given("a variable decides whose network it uses", { network_mode: "${X:-host}" }, "uses the node's network for some value"),
  given("a variable decides whose accounts it has", { userns_mode: "${X:-host}" }, "has the node's accounts for some value"),
  given(
    "a variable decides about a protection",
    { security_opt: ["apparmor=${X:-unconfined}"] },
    "switches a protection off for some value",
  ),
  given("a variable is a capability", { cap_add: ["${X:-SYS_ADMIN}"] }, "has the added capability ${X:-SYS_ADMIN}"),
  given("a container is in another one's processes", { pid: "container:node-agent" }, "enters a container that is not its own"),
  given("a container is in another one's network", { network_mode: "container:npm" }, "enters a container that is not its own"),
  given("a container shares another one's memory", { ipc: "container:npm" }, "enters a container that is not its own"),
  {
    when: "a container uses the node's network through another one",
    change: (fleet) => {
      give(fleet, { network_mode: "service:outline-postgres" });
      fleet.container("VPS", "outline", "outline-postgres")["network_mode"] = "host";
      fleet.contract("VPS", "outline").privileges.push({ service: "outline-postgres", allow: "host-network", reason: "A test." });
    },
    says: "outline on VPS uses the node's network, and its contract does not ask for it",
  },
  given(
    "a container takes the mounts of another one",
    { volumes_from: ["container:node-agent"] },
    "has volumes_from, which is not used here",
  ),
  given("a container has a runtime of its own", { runtime: "evil" }, "has a runtime that nobody knows (evil)"),
  given("a container leaves the engine's control group", { cgroup_parent: "/" }, "leaves the engine's own control group"),
  given("a container is built on the node", { build: { context: "https://example.com/x.git" } }, "a node builds no images"),
  given("Compose would run a program of the node", { provider: { type: "sh" } }, "it makes Compose run a program of the node"),
  given("a hook is privileged", { post_start: [{ command: ["id"], privileged: true }] }, "runs a hook that is privileged"),
  given("a hook runs as root", { pre_stop: [{ command: ["id"], user: "0:0" }] }, "runs a hook as root"),
  given(
    "a mount is an image of anybody",
    { volumes: [{ type: "image", source: "a/b:1", target: "/m" }] },
    "mounts what any registry hands out",
  ),
  given(
    "a mount is passed on to the node",
    { volumes: [{ type: "tmpfs", target: "/m", bind: { propagation: "rshared" } }] },
    "may mount things on the node",
  ),
  given("a label confines it otherwise", { security_opt: ["label=type:spc_t"] }, "puts something else in the place of a protection"),
  given("a log is sent elsewhere", { logging: { driver: "gelf", options: {} } }, "sends its log elsewhere (gelf)"),
  given("a log driver is a plugin", { logging: { driver: "example/driver" } }, "has a log driver that nobody knows"),
  given(
    "a log option is an address",
    { logging: { driver: "json-file", options: { "gelf-address": "udp://192.0.2.1" } } },
    "hands its log driver gelf-address",
  ),
  given(
    "another driver hands out devices",
    { deploy: { resources: { reservations: { devices: [{ driver: "cdi", capabilities: ["x"], device_ids: ["a.com/b=c"] }] } } } },
    "by the driver cdi",
  ),
  given(
    "any driver may answer a request for devices",
    { deploy: { resources: { reservations: { devices: [{ capabilities: ["tpu"], count: 1 }] } } } },
    "is given devices that can tpu",
  ),
  given(
    "a setting of the kernel is the node's",
    { sysctls: { "kernel.core_pattern": "|/x" } },
    "sets kernel.core_pattern for the whole node",
  ),
  given("the kernel may not end it", { oom_kill_disable: true }, "is never ended by the kernel"),
  given("it shows what a tmpfs must not have", { tmpfs: ["/x:dev,suid"] }, "has a tmpfs with devices or set-user-ID programs"),
  given("an attribute is new", { brand_new: true }, 'has "brand_new", which the table of attributes does not list'),
  {
    when: "the socket is a secret",
    change: (fleet) => {
      Object.assign(fleet.document("VPS", "outline"), { secrets: { s: { name: "outline_s", file: "/var/run/docker.sock" } } });
      give(fleet, { secrets: [{ source: "s", target: "/run/secrets/s" }] });
    },
    says: "outline on VPS is given the engine's socket /var/run/docker.sock",
  },
  {
    when: "the socket is behind a detour",
    change: (fleet) => {
      give(fleet, bind("/proc/1/root/run"));
      fleet.contract("VPS", "outline").privileges.push({ service: "outline", allow: "host-files", reason: "A test." });
    },
    says: "mounts /proc/1/root/run, which holds the engine's socket",
  },
  document("a network is the node's own", { networks: { n: { name: "host", external: true } } }, "uses the node's network"),
  document(
    "a network is on the node's cable",
    { networks: { n: { name: "outline_n", driver: "macvlan" } } },
    "is on the node's own network",
  ),
  document(
    "a volume is a plugin's",
    { volumes: { postgres_data: { name: "outline_postgres_data", external: true }, v: { name: "outline_v", driver: "x" } } },
    "has a volume driver that nobody knows",
  ),
  document("a model is fetched", { models: { m: { model: "a/b" } } }, "has models, which is not used here"),
  {
    when: "a device is another one than the contract names",
    change: (fleet) => {
      give(fleet, { devices: [{ source: "/dev/sda", target: "/dev/sda", permissions: "rwm" }] });
      fleet
        .contract("VPS", "outline")
        .privileges.push({ service: "outline", allow: "device", only: ["/dev/kmsg"], reason: "It reads the kernel's messages." });
    },
    says: "is given the device /dev/sda",
  },
];
