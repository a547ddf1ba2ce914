import type { Example } from "../examples/example.ts";
import type { Change } from "../examples/fleet.ts";
import { container, machine, set } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "the memory does not suffice",
    change: (fleet) => set(fleet, machine, { memory: { dedicated: 4097 } }),
    says: "the guests of CORE have 6145 MiB of memory together (dns 2048 MiB, WORK 4097 MiB); allowed: at most 6144 MiB (8192 − 2048 of reserve)",
  },
  {
    when: "the cores do not suffice",
    change: (fleet) => set(fleet, machine, { cpu: { cores: 3 } }),
    says: "the guests of CORE have 5 cores together (dns 2, WORK 3); allowed: at most 4",
  },
  {
    when: "a storage is too small",
    change: (fleet) => set(fleet, container, { disk: { datastoreId: "local-zfs", size: 17 } }),
    says: "the guests of CORE have 81 GiB of disk together on local-zfs; allowed: at most 80 GiB",
  },
  {
    when: "a storage does not exist",
    change: (fleet) => set(fleet, container, { disk: { datastoreId: "local-zsf", size: 8 } }),
    says: 'CORE has no storage local-zsf; allowed: local-zfs; did you mean "local-zfs"?',
  },
  {
    when: "containers of its own take what the guests have",
    change: (fleet) => {
      const capabilities = fleet.component("CORE/hypervisor").props["capabilities"] as { memory: Change } & Change;
      capabilities["container_engine"] = { name: "docker", compose: "v2", compose_version: "2.40.3" };
      capabilities.memory["budget_mib"] = 4096;
    },
    says: "allowed: at most 2048 MiB (8192 − 2048 of reserve − 4096 for the containers beside them)",
  },
];
