import type { Change, Contract, ExampleResource } from "./fleet.ts";

const mebibyte = 1024 * 1024;
const digest = `sha256:${"1b2f3c4d5e6a7980".repeat(4)}`;

/** The resources of a house in which every rule is kept. */
export function goodResources(): ExampleResource[] {
  return [
    ...vps(),
    layout(
      "SOLARIA",
      "saturn",
      { swap_mib: 16384, gpus: [{ vendor: "nvidia", model: "RTX 3090", memory_mib: 24576 }] },
      { role: "compute", mesh_address: "100.64.0.2" },
    ),
    project("SOLARIA", "saturn", "ollama", "mesh", {
      ollama: container("ollama", "ollama/ollama:0.13.5", {
        ports: [port("100.64.0.2", 11434)],
        deploy: { resources: { reservations: { devices: [{ driver: "nvidia", count: 1, capabilities: ["gpu"] }] } }, placement: {} },
      }),
    }),
    ...chelsty(),
    ...core(),
  ];
}

function vps(): ExampleResource[] {
  const topology = { role: "ingress", mesh_address: "100.64.0.4", public_address: "203.0.113.10", public_domain: "example.net" };
  const volume = { name: "outline_postgres_data", external: true };
  return [
    layout("VPS", "vps", { swap_mib: 0, budget_mib: 3200, data_roots: ["/home/dockeruser/docker"] }, topology),
    project(
      "VPS",
      "vps",
      "npm",
      "public",
      {
        npm: container("npm", "jc21/nginx-proxy-manager:2.15.1", {
          ports: [port("", 443), port("100.64.0.4", 81)],
          volumes: [bind("/home/dockeruser/docker/npm/data", "/data")],
          environment: { DISABLE_IPV6: "true" },
        }),
      },
      {
        persistence: { paths: [path("npm", "/data", { type: "bind", source: "/home/dockeruser/docker/npm/data" })], backup_sets: [] },
        privileges: [{ service: "npm", allow: "all-addresses", reason: "It is the public ingress." }],
      },
    ),
    project(
      "VPS",
      "vps",
      "outline",
      "public",
      {
        outline: container("outline", "outlinewiki/outline:1.7.1", {
          environment: { URL: "${OUTLINE_URL:?}", SECRET_KEY: "${SECRET_KEY:?}", OIDC_TOKEN_URI: "https://id.example.com/token" },
        }),
        "outline-postgres": container("outline-postgres", "postgres:16.10-alpine", {
          environment: { POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?}" },
          volumes: [{ type: "volume", source: "postgres_data", target: "/var/lib/postgresql/data", volume: {} }],
        }),
      },
      {
        public_names: [{ name: "wiki", service: "outline", port: 3000 }],
        persistence: {
          paths: [path("outline-postgres", "/var/lib/postgresql/data", { type: "volume", name: "outline_postgres_data", managed: true })],
          backup_sets: [],
        },
        runtime: { env_vars: [{ name: "SECRET_KEY", secret: true }, { name: "OUTLINE_URL" }], not_secrets: [] },
      },
      { volumes: { postgres_data: volume } },
    ),
    project(
      "VPS",
      "vps",
      "ai-cluster",
      "none",
      { "codex-worker": container("codex-worker", "ghcr.io/codex-homelab/codex-worker:0.2.3", { ports: [port("127.0.0.1", 9000)] }) },
      {
        placement: {
          exceptions: [{ service: "codex-worker", node: "VPS", home: "SOLARIA", until: "2027-06-30", reason: "Not there yet." }],
        },
      },
    ),
    project("VPS", "vps", "node-agent", "mesh", {
      "node-agent": container("node-agent", "ghcr.io/codex-homelab/node-agent:0.3.1", {
        oom_score_adj: -900,
        ports: [port("100.64.0.4", 9465)],
      }),
    }),
    {
      ...resource("docker:index/volume:Volume", "VPS/outline/volume/outline_postgres_data", { name: "outline_postgres_data" }),
      opts: { protect: true, ignoreChanges: ["labels", "driver", "driverOpts"] },
    },
    resource("cloudflare:index/dnsRecord:DnsRecord", "VPS/outline/host/wiki.example.net", {
      name: "wiki.example.net",
      type: "A",
      content: "203.0.113.10",
    }),
  ];
}

/** A hypervisor without containers of its own, two guests, and the name of what one of them runs. */
function core(): ExampleResource[] {
  const capabilities = {
    node: "CORE",
    cpu_cores: 4,
    memory: { total_mib: 8192, swap_mib: 0, reserve_mib: 2048 },
    hypervisor: {
      kind: "proxmox-ve",
      node_name: "core",
      endpoint: "https://core:8006",
      core_overcommit: 1,
      datastores: { "local-zfs": { size_gib: 100, reserve_gib: 20 } },
    },
  };
  const guest = (vmId: number): Change => ({ nodeName: "core", vmId, cpu: { cores: 2 }, memory: { dedicated: 2048 } });
  const kept = { protect: true, ignoreChanges: [] };
  return [
    resource("homelab:components:Hypervisor", "CORE/hypervisor", { node: "CORE", site: "core", capabilities }),
    resource("homelab:components:Container", "CORE/lxc/dns", { guest: "dns", stateful: true }),
    {
      ...resource("proxmoxve:index/containerLegacy:ContainerLegacy", "CORE/lxc/dns", {
        ...guest(101),
        unprivileged: true,
        disk: { datastoreId: "local-zfs", size: 8 },
      }),
      opts: kept,
    },
    resource("homelab:components:VirtualMachine", "CORE/vm/WORK", { guest: "work", stateful: true }),
    {
      ...resource("proxmoxve:index/vmLegacy:VmLegacy", "CORE/vm/WORK", {
        ...guest(110),
        disks: [{ interface: "scsi0", datastoreId: "local-zfs", size: 64 }],
      }),
      opts: { ...kept },
    },
    resource("homelab:components:LanName", "CORE/name/dns.lan.example.net", { service: "technitium", exposure: "lan" }),
    resource("homelab:technitium:Record", "CORE/name/dns.lan.example.net", {
      api: "core-dns",
      zone: "lan.example.net",
      name: "dns.lan.example.net",
      type: "A",
      value: "10.5.0.2",
      ttl: 3600,
    }),
  ];
}

function chelsty(): ExampleResource[] {
  const elsewhere = {
    SATURN: ["saturn", "saturn.mesh.example.net", "100.64.0.1", "192.0.2.10"],
    VPS: ["vps", "vps.mesh.example.net", "100.64.0.4", "203.0.113.10", "example.net", ".example.net"],
  };
  const behindLte = { elsewhere, mesh_domain: "mesh.example.net" };
  const old = { uplink: "intermittent", container_engine: { name: "docker", compose: "v1", compose_version: "1.29.2" } };
  const saved = (service: string, target: string, device?: string): Partial<Contract> => ({
    persistence: {
      paths: [path(service, target, { type: "bind", source: `/opt/homelab/data/${service}`, backup: service })],
      backup_sets: [
        { name: service, critical: true },
        ...(device === undefined ? [] : [{ name: "slzb-06u-coordinator", critical: true, device }]),
      ],
    },
  });
  return [
    layout(
      "CHELSTY-INFRA",
      "chelsty",
      { swap_mib: 8192, ...old },
      { role: "edge-hypervisor", lan_address: "192.168.1.10", mesh_address: "100.64.0.5", ...behindLte },
    ),
    project(
      "CHELSTY-INFRA",
      "chelsty",
      "mosquitto",
      "lan",
      {
        mosquitto: container("mosquitto", "eclipse-mosquitto:2.0.22", {
          ports: [port("192.168.1.10", 1883)],
          volumes: [bind("/opt/homelab/data/mosquitto", "/mosquitto/data")],
        }),
      },
      saved("mosquitto", "/mosquitto/data"),
    ),
    project(
      "CHELSTY-INFRA",
      "chelsty",
      "zigbee2mqtt",
      "lan",
      {
        zigbee2mqtt: container("zigbee2mqtt", "koenkk/zigbee2mqtt:2.6.1", {
          environment: {
            ZIGBEE2MQTT_CONFIG_SERIAL_PORT: "tcp://192.168.1.105:6638",
            ZIGBEE2MQTT_CONFIG_SERIAL_ADAPTER: "ezsp",
            ZIGBEE2MQTT_CONFIG_MQTT_SERVER: "mqtt://192.168.1.10:1883",
          },
          volumes: [bind("/opt/homelab/data/zigbee2mqtt", "/app/data")],
        }),
      },
      saved("zigbee2mqtt", "/app/data", "slzb-06u"),
    ),
    layout(
      "CHELSTY-HA",
      "chelsty",
      { swap_mib: 2048, ...old },
      { role: "edge-home-automation", lan_address: "192.168.1.11", mesh_address: "100.64.0.6", ...behindLte },
    ),
    project(
      "CHELSTY-HA",
      "chelsty",
      "homeassistant",
      "mesh",
      {
        homeassistant: container("homeassistant", "ghcr.io/home-assistant/home-assistant:2026.7.2", {
          network_mode: "host",
          volumes: [bind("/opt/homelab/data/homeassistant", "/config")],
        }),
      },
      {
        ...saved("homeassistant", "/config"),
        dependencies: [{ service: "mosquitto", node: "CHELSTY-INFRA", reason: "Zigbee devices come in through it." }],
        privileges: [{ service: "homeassistant", allow: "host-network", reason: "Devices on the LAN are found by mDNS." }],
      },
    ),
  ];
}

function container(name: string, image: string, over: Change = {}): Change {
  return { container_name: name, image: `${image}@${digest}`, restart: "unless-stopped", mem_limit: String(128 * mebibyte), ...over };
}

function port(host_ip: string, published: number): Change {
  return { mode: "ingress", target: published, published: String(published), protocol: "tcp", ...(host_ip === "" ? {} : { host_ip }) };
}

function bind(source: string, target: string): Change {
  return { type: "bind", source, target, bind: { create_host_path: true } };
}

function path(service: string, target: string, over: Change): Change {
  return { service, target, description: "Data.", backup: false, migrate: "never", ...over };
}

function layout(node: string, site: string, over: Change, topology: Change): ExampleResource {
  const { swap_mib, budget_mib, ...rest } = over;
  const memory = { total_mib: 4096, swap_mib, reserve_mib: 800, ...(budget_mib === undefined ? {} : { budget_mib }) };
  const engine = { name: "docker", compose: "v2", compose_version: "2.40.3" };
  const capabilities = {
    node,
    architecture: "amd64",
    cpu_cores: 4,
    memory,
    gpus: [],
    uplink: "steady",
    container_engine: engine,
    devices: [],
    ...rest,
  };
  return resource("homelab:node:Layout", `${node}/layout`, { node, site, folders: {}, capabilities, topology });
}

function project(
  node: string,
  site: string,
  service: string,
  exposure: string,
  services: Record<string, Change>,
  contract: Partial<Contract> = {},
  document: Change = {},
): ExampleResource {
  const whole: Contract = {
    name: service,
    owner_node: node,
    exposure,
    restart_policy: "unless-stopped",
    public_names: [],
    dependencies: [],
    restart_exceptions: [],
    persistence: { paths: [], backup_sets: [] },
    runtime: { env_vars: [], not_secrets: [] },
    placement: { exceptions: [] },
    privileges: [],
    shared: [],
    ...contract,
  };
  const props = {
    node,
    site,
    service,
    project: service,
    exposure,
    document: { name: service, services, ...document },
    contract: whole,
    files: {},
  };
  return resource("homelab:compose:Project", `${node}/${service}/project`, props);
}

function resource(type: string, name: string, props: Change): ExampleResource {
  return { type, name, props, opts: { protect: false, ignoreChanges: [] } };
}
