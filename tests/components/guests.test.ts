import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";

import { Container } from "../../src/components/container.ts";
import { HomelabProvider } from "../../src/components/homelab-provider.ts";
import { Hypervisor } from "../../src/components/hypervisor.ts";
import { VirtualMachine } from "../../src/components/virtual-machine.ts";
import { shapeRules } from "../../src/inventory/guest-shape.ts";
import type { NodeFacts } from "../../src/inventory/inventory.ts";
import { containerGuest, hostGuests, machineGuest } from "../../src/inventory/schema/index.ts";
import { soundNode } from "../support/inventory.ts";
import { forceNewOf, proxmoxSource } from "../support/force-new.ts";
import { ofType, runProgram, tree } from "../support/pulumi-mocks.ts";

const containerType = "proxmoxve:index/containerLegacy:ContainerLegacy";
const machineType = "proxmoxve:index/vmLegacy:VmLegacy";
const hypervisor = {
  kind: "proxmox-ve",
  node_name: "edge",
  endpoint: "https://edge:8006",
  core_overcommit: 1,
  datastores: { "local-zfs": { size_gib: 100, reserve_gib: 10 } },
} as const;

const shared = {
  description: "A guest.",
  cores: 1,
  memory_mib: 512,
  disk: { datastore: "local-zfs", size_gib: 8 },
  boot: { order: 2 },
  tags: ["homelab"],
  backup: "nightly",
};
const cache = {
  ...shared,
  kind: "lxc",
  vmid: 102,
  swap_mib: 256,
  bind_mounts: [{ source: "/tank/stuff", target: "/stuff", read_only: true, description: "Shared." }],
  network: { bridge: "vmbr1", address: "10.5.0.9/24", gateway: "10.5.0.1", vlan: 5, mac: "BC:24:11:00:00:01" },
  features: ["nesting"],
  system: { template: "local:vztmpl/debian-12.tar.zst", type: "debian" },
  ssh_keys: ["ssh-ed25519 AAAA someone"],
};
const home = {
  ...shared,
  kind: "vm",
  vmid: 110,
  node: "HOME",
  network: { bridge: "vmbr0", address: "dhcp" },
  image: "local:import/debian-12.qcow2",
  cloud_init: { datastore: "local-zfs", user: "homelab", ssh_keys: ["ssh-ed25519 AAAA someone"], dns: ["10.5.0.2"] },
};

function edge(guests: Readonly<Record<string, object>>, over: Partial<NodeFacts["capabilities"]> = {}): NodeFacts {
  const { container_engine, ...capabilities } = soundNode("EDGE").capabilities;
  expect(container_engine).toBeDefined();
  const jobs = {
    nightly: { storage: "pbs", schedule: "02:30", keep: { daily: 7, weekly: 4 } },
    unused: { storage: "pbs", schedule: "03:00", keep: { daily: 1 } },
  };
  return {
    ...soundNode("EDGE", { deployments: [] }),
    capabilities: { ...capabilities, hypervisor, ...over },
    guests: hostGuests.parse({ node: "EDGE", backup_jobs: jobs, guests }),
  };
}

async function create(guest: Readonly<Record<string, unknown>>, adopt?: string) {
  return runProgram(() => {
    const homelab = new HomelabProvider("homelab");
    const host = new Hypervisor("EDGE/hypervisor", { facts: edge({ guest }) }, { providers: [homelab] });
    const args = { key: "guest", hypervisor: host, ...(adopt === undefined ? {} : { adopt }) };
    return guest["kind"] === "vm"
      ? new VirtualMachine({ ...args, guest: machineGuest.parse(guest) })
      : new Container({ ...args, guest: containerGuest.parse(guest) });
  });
}

/**
 * What forces a replacement, of v0.111.1, in Terraform's names; `(if)` stands for a condition in code. Derived, not remembered: the
 * test below reads the source again where it can be had.
 */
const forceNew = {
  lxc: [
    ...["clone.datastore_id", "clone.full", "clone.node_name", "clone.vm_id", "disk (if)", "disk.datastore_id"],
    ...["initialization.user_account", "initialization.user_account.keys", "initialization.user_account.password"],
    ...["mount_point", "mount_point.size", "mount_point.volume", "node_name", "operating_system", "operating_system.template_file_id"],
    ...["pool_id", "template", "unprivileged", "vm_id (if)"],
  ],
  vm: [
    ...["amd_sev", "attrPath (if)", "clone.datastore_id", "clone.full", "clone.node_name", "clone.retries", "clone.vm_id", "disk.file_id"],
    ...["initialization.meta_data_file_id", "initialization.network_data_file_id", "initialization.type"],
    ...["initialization.user_data_file_id", "initialization.vendor_data_file_id", "node_name (if)", "tpm_state (if)", "vm_id (if)"],
  ],
} as const;

/** `disk.datastore_id` in the inputs of the Pulumi resource, whose lists have plural names; undefined when it is not set. */
function valueIn(inputs: unknown, attribute: string): unknown {
  const [name = "", ...rest] = attribute.replace(" (if)", "").split(".");
  const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const map = (Array.isArray(inputs) ? inputs[0] : inputs) as Readonly<Record<string, unknown>> | undefined;
  const value = map?.[camel] ?? map?.[`${camel}s`];
  return rest.length === 0 || value === undefined ? value : valueIn(value, rest.join("."));
}

async function refusal(facts: NodeFacts): Promise<string> {
  const { error, resources } = await runProgram(() => new Hypervisor("EDGE/hypervisor", { facts }));
  if (!pulumi.ResourceError.isInstance(error)) throw new Error(`expected a ResourceError, got ${String(error)}`);
  expect(ofType(resources, "pulumi:providers:proxmoxve").size).toBe(0);
  return error.message;
}

afterEach(() => {
  delete process.env["HOMELAB_OFFLINE_PLUGINS"];
});

describe("a hypervisor", () => {
  it("has the provider of its guests, without a token, and the jobs that save one of them", async () => {
    const { resources, error } = await create(cache);
    expect(error).toBeUndefined();
    expect(ofType(resources, "pulumi:providers:proxmoxve").get("EDGE/proxmox")?.inputs).toEqual({ endpoint: "https://edge:8006" });
    const jobs = ofType(resources, "proxmoxve:backup/job:Job");
    expect([...jobs.keys()]).toEqual(["EDGE/backup/nightly"]);
    expect(jobs.get("EDGE/backup/nightly")?.inputs).toEqual({
      resourceId: "homelab-nightly",
      storage: "pbs",
      schedule: "02:30",
      mode: "snapshot",
      vmids: ["102"],
      pruneBackups: { "keep-daily": "7", "keep-weekly": "4" },
      enabled: true,
      node: "edge",
    });
  });

  it("tells the policies what it can carry", async () => {
    const { resources } = await create(cache);
    const said = ofType(resources, Hypervisor.token).get("EDGE/hypervisor");
    expect(said?.inputs).toMatchObject({ node: "EDGE", capabilities: { cpu_cores: 2, hypervisor: { node_name: "edge" } } });
    expect(said?.outputs).toEqual(said?.inputs);
  });

  it("is refused with everything that does not fit, in one report", async () => {
    const message = await refusal(
      edge({ one: { ...cache, cores: 3, memory_mib: 9000 }, two: { ...cache, disk: { datastore: "local", size_gib: 1 } } }),
    );
    expect(message).toContain("guests.one.cores: one has 3 cores; allowed: at most the 2 that EDGE has");
    expect(message).toContain("of memory together (one 9000 MiB, two 512 MiB)");
    expect(message).toContain("guests.two.disk.datastore: EDGE has no storage local");
    expect(message).toContain("guests.two.vmid: the vmid 102 of two on EDGE is taken already by one");
  });

  it("is refused on a node that is none", async () => {
    const { hypervisor: none, ...rest } = edge({ cache }).capabilities;
    expect(none).toBeDefined();
    expect(await refusal({ ...edge({ cache }), capabilities: rest })).toContain(
      "hosts/edge/capabilities.yaml hypervisor: is missing, but EDGE is to run guests",
    );
  });
});

describe("a container", () => {
  it("is one Proxmox container of its hypervisor's provider, beside what it cannot change", async () => {
    const { resources, error } = await create(cache);
    expect(error).toBeUndefined();
    expect(tree(resources).filter((line) => line.includes("lxc"))).toEqual([
      "EDGE/hypervisor > EDGE/lxc/guest (homelab:components:Container)",
      `EDGE/lxc/guest > EDGE/lxc/guest (${containerType})`,
      "EDGE/lxc/guest > EDGE/lxc/guest/shape (homelab:proxmox:GuestShape)",
    ]);
    expect(ofType(resources, containerType).get("EDGE/lxc/guest")).toMatchObject({
      provider: "EDGE/proxmox",
      dependsOn: ["EDGE/lxc/guest/shape"],
      protect: true,
    });
  });

  it("is what its entry says, unprivileged and started in its order", async () => {
    const { resources } = await create(cache);
    expect(ofType(resources, containerType).get("EDGE/lxc/guest")?.inputs).toEqual({
      nodeName: "edge",
      vmId: 102,
      description: "A guest.",
      tags: ["homelab"],
      protection: true,
      started: true,
      startOnBoot: true,
      startup: { order: 2, upDelay: 0, downDelay: 60 },
      unprivileged: true,
      cpu: { cores: 1 },
      memory: { dedicated: 512, swap: 256 },
      disk: { datastoreId: "local-zfs", size: 8 },
      mountPoints: [{ volume: "/tank/stuff", path: "/stuff", readOnly: true }],
      networkInterfaces: [{ name: "eth0", bridge: "vmbr1", vlanId: 5, macAddress: "BC:24:11:00:00:01" }],
      operatingSystem: { templateFileId: "local:vztmpl/debian-12.tar.zst", type: "debian" },
      initialization: {
        hostname: "guest",
        ipConfigs: [{ ipv4: { address: "10.5.0.9/24", gateway: "10.5.0.1" } }],
        userAccount: { keys: ["ssh-ed25519 AAAA someone"] },
      },
      features: { nesting: true },
    });
  });

  it("is never replaced over its shape while it holds something, and may be when it does not", async () => {
    const kept = ofType((await create(cache)).resources, containerType).get("EDGE/lxc/guest");
    expect(kept?.ignoreChanges).toEqual([
      "vmId",
      "nodeName",
      "disk.datastoreId",
      "mountPoints",
      "operatingSystem",
      "unprivileged",
      "initialization.userAccount",
    ]);
    const free = ofType((await create({ ...cache, stateful: false })).resources, containerType).get("EDGE/lxc/guest");
    expect(free).toMatchObject({ protect: false, ignoreChanges: [], inputs: { protection: false } });
  });

  it("says why it is privileged", async () => {
    const { resources } = await create({ ...cache, privileged: { reason: "It mounts disks." } });
    expect(ofType(resources, Container.token).get("EDGE/lxc/guest")?.inputs).toMatchObject({ privileged: "It mounts disks." });
    expect(ofType(resources, containerType).get("EDGE/lxc/guest")?.inputs).toMatchObject({ unprivileged: false });
  });
});

describe("a virtual machine", () => {
  it("carries the name of the node it is, and its first settings", async () => {
    const { resources, error } = await create(home);
    expect(error).toBeUndefined();
    const machine = ofType(resources, machineType).get("EDGE/vm/HOME");
    expect(machine).toMatchObject({ provider: "EDGE/proxmox", protect: true, ignoreChanges: ["vmId", "nodeName"] });
    expect(machine?.inputs).toEqual({
      nodeName: "edge",
      vmId: 110,
      name: "guest",
      description: "A guest.",
      tags: ["homelab"],
      protection: true,
      started: true,
      onBoot: true,
      startup: { order: 2, upDelay: 0, downDelay: 60 },
      cpu: { cores: 1, type: "host" },
      memory: { dedicated: 512 },
      disks: [{ interface: "scsi0", datastoreId: "local-zfs", size: 8, importFrom: "local:import/debian-12.qcow2" }],
      networkDevices: [{ bridge: "vmbr0", model: "virtio" }],
      bootOrders: ["scsi0"],
      operatingSystem: { type: "l26" },
      scsiHardware: "virtio-scsi-single",
      rebootAfterUpdate: false,
      agent: { enabled: true, timeout: "1m" },
      initialization: {
        datastoreId: "local-zfs",
        ipConfigs: [{ ipv4: { address: "dhcp" } }],
        userAccount: { username: "homelab", keys: ["ssh-ed25519 AAAA someone"] },
        dns: { servers: ["10.5.0.2"] },
      },
    });
  });

  it("that was installed by hand gets no settings, and no agent when it has none", async () => {
    const { image, cloud_init, ...plain } = home;
    expect([image, cloud_init]).not.toContain(undefined);
    const { resources } = await create({ ...plain, guest_agent: false });
    const inputs = ofType(resources, machineType).get("EDGE/vm/HOME")?.inputs;
    expect(inputs).toMatchObject({ agent: { enabled: false } });
    expect(inputs).not.toHaveProperty("initialization");
  });
});

describe("a guest that exists already", () => {
  it("is adopted, except in a run whose plugins cannot read it", async () => {
    expect(ofType((await create(cache, "edge/102")).resources, containerType).get("EDGE/lxc/guest")?.importId).toBe("edge/102");
    process.env["HOMELAB_OFFLINE_PLUGINS"] = "cloudflare,proxmoxve";
    expect(ofType((await create(cache, "edge/102")).resources, containerType).get("EDGE/lxc/guest")?.importId).toBe("");
  });

  it("keeps what a machine was given by hand and the data have no word for", async () => {
    const { resources } = await create(home, "edge/110");
    const machine = ofType(resources, machineType).get("EDGE/vm/HOME");
    expect(machine?.importId).toBe("edge/110");
    expect(machine?.ignoreChanges).toEqual(expect.arrayContaining(["vmId", "cdrom", "serialDevices", "bootOrders"]));
  });
});

describe("what forces a replacement", () => {
  it.each(["lxc", "vm"] as const)("and is set on a guest of kind %s is a part of its shape", async (kind) => {
    const { resources } = await create(kind === "vm" ? home : cache);
    const [guest] = ofType(resources, kind === "vm" ? machineType : containerType).values();
    const guarded = shapeRules.filter((rule) => rule.kind === kind).map(({ property }) => property.replace("[0]", ""));
    const set = forceNew[kind].filter((attribute) => valueIn(guest?.inputs, attribute) !== undefined);
    expect(set.length).toBeGreaterThan(0);
    const plural = (text: string): string => text.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(" (if)", "");
    const left = set.filter((attribute) => !guarded.some((property) => fits(property, plural(attribute))));
    expect(left).toEqual([]);

    /** A rule about a whole part covers what is inside, and a condition is about a part of it. */
    function fits(property: string, attribute: string): boolean {
      const bare = property.replace("mountPoints", "mountPoint").replace("disks", "disk");
      return bare === attribute || attribute.startsWith(`${bare}.`) || bare.startsWith(`${attribute}.`);
    }
  });

  it("is what the plugin's source says", { timeout: 300_000 }, async (context) => {
    const source = await proxmoxSource();
    // Without the Go proxy the list above stays what it was derived as.
    if (source === undefined) context.skip("the source of terraform-provider-proxmox cannot be had here");
    expect(await forceNewOf(source ?? "", ["container/container.go"])).toEqual(forceNew.lxc);
    expect(await forceNewOf(source ?? "", ["vm/vm.go", "vm/disk/schema.go"])).toEqual(forceNew.vm);
  });
});
