import { Provider } from "@muhlba91/pulumi-proxmoxve/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";

import { VirtualMachine } from "../../src/components/virtual-machine.ts";
import type { NodeFacts } from "../../src/model/inventory.ts";
import type { Capabilities } from "../../src/model/schema/index.ts";
import { soundCapabilities, soundNode } from "../support/inventory.ts";
import { ofType, runProgram, tree } from "../support/pulumi-mocks.ts";

const machineType = "proxmoxve:index/vmLegacy:VmLegacy";
const name = "CHELSTY-INFRA/vm/CHELSTY-HA";

const guest = {
  kind: "vm",
  hypervisor: "CHELSTY-INFRA",
  vmid: 101,
  cores: 2,
  disk_gib: 64,
  bridge: "vmbr0",
  datastore: "local-lvm",
} as const;

const hypervisor = { kind: "proxmox-ve", node_name: "chelsty-infra", endpoint: "https://chelsty-infra:8006" } as const;

function infra(over: Partial<Capabilities> = {}): NodeFacts {
  return soundNode("CHELSTY-INFRA", { capabilities: { cpu_cores: 4, hypervisor, ...over } });
}

function homeAssistant(over: Partial<Capabilities> = {}): NodeFacts {
  return soundNode("CHELSTY-HA", { capabilities: { guest, ...over } });
}

async function create(machine: NodeFacts = homeAssistant(), host: NodeFacts = infra()) {
  return runProgram(() => {
    const proxmox = new Provider("CHELSTY-INFRA/proxmox", { endpoint: hypervisor.endpoint });
    return new VirtualMachine(name, { guest: machine, hypervisor: host, proxmox });
  });
}

async function refusal(machine: NodeFacts, host: NodeFacts = infra()): Promise<string> {
  const { error, resources } = await create(machine, host);
  if (!pulumi.ResourceError.isInstance(error)) throw new Error(`expected a ResourceError, got ${String(error)}`);
  expect(ofType(resources, machineType).size).toBe(0);
  return error.message;
}

describe("a virtual machine", () => {
  it("is one Proxmox machine of its hypervisor's provider", async () => {
    const { resources, error } = await create();
    expect(error).toBeUndefined();
    expect(tree(resources)).toEqual([
      `${name} > ${name} (${machineType})`,
      "stack > CHELSTY-INFRA/proxmox (pulumi:providers:proxmoxve)",
      `stack > ${name} (homelab:components:VirtualMachine)`,
    ]);
    expect(ofType(resources, machineType).get(name)?.provider).toBe("CHELSTY-INFRA/proxmox");
  });

  it("is as large as the guest's capabilities say, on the machine that the hypervisor's name", async () => {
    const { resources } = await create();
    expect(ofType(resources, machineType).get(name)?.inputs).toEqual({
      nodeName: "chelsty-infra",
      vmId: 101,
      name: "chelsty-ha",
      description: "The rented server.",
      tags: ["homelab"],
      cpu: { cores: 2, type: "host" },
      memory: { dedicated: 4096 },
      disks: [{ interface: "scsi0", datastoreId: "local-lvm", size: 64 }],
      networkDevices: [{ bridge: "vmbr0", model: "virtio" }],
      operatingSystem: { type: "l26" },
      scsiHardware: "virtio-scsi-single",
      agent: { enabled: true, timeout: "1m" },
      onBoot: true,
      started: true,
      protection: true,
    });
  });

  it("is protected, by the engine and by Proxmox", async () => {
    const { resources } = await create();
    expect(ofType(resources, machineType).get(name)).toMatchObject({ protect: true, inputs: { protection: true } });
  });

  it("says in the end which node it is", async () => {
    const { resources } = await create();
    expect(ofType(resources, VirtualMachine.token).get(name)?.outputs).toEqual({
      node: "CHELSTY-HA",
      vmId: 101,
      hypervisor: "CHELSTY-INFRA",
    });
  });
});

describe("a virtual machine is refused", () => {
  it("on a node that is no hypervisor", async () => {
    const { hypervisor: none, ...rest } = infra().capabilities;
    expect(none).toBeDefined();
    const message = await refusal(homeAssistant(), { ...infra(), capabilities: rest });
    expect(message).toContain("hosts/chelsty-infra/capabilities.yaml hypervisor: is missing, but CHELSTY-INFRA is to run guests");
  });

  it("for a node that does not say how large it is", async () => {
    expect(await refusal(soundNode("CHELSTY-HA"))).toContain("hosts/chelsty-ha/capabilities.yaml guest: is missing");
  });

  it("for a container", async () => {
    expect(await refusal(homeAssistant({ guest: { ...guest, kind: "lxc" } }))).toContain("guest.kind: is lxc");
  });

  it("with more cores than the hypervisor has, or more memory, both in one report", async () => {
    const memory = { ...soundCapabilities.memory, total_mib: 8192 };
    const message = await refusal(homeAssistant({ guest: { ...guest, cores: 5 }, memory }));
    expect(message).toContain("guest.cores: is 5; allowed: at most the 4 cores of CHELSTY-INFRA");
    expect(message).toContain("memory.total_mib: is 8192; allowed: at most the 4096 MiB of CHELSTY-INFRA");
    expect(message).toMatch(/2 problems$/);
  });
});
