import type { DataPath } from "../../../compose/data-path.ts";
import type { Place } from "../../../compose/problem.ts";
import type { Capabilities, Guest } from "../../inventory/schema/index.ts";
import type { Unknown } from "../unknown.ts";

/** A disk of a guest. */
export interface DiskFacts {
  readonly datastore: string | Unknown;
  readonly sizeGib: number | Unknown;
}

/** A guest as the rules see it: the same from `guests.yaml` and from a stack's resources. */
export interface GuestFacts {
  /** Its key in `guests.yaml`, or its node's name. */
  readonly name: string;
  readonly vmid: number | Unknown;
  readonly cores: number | Unknown;
  readonly memoryMib: number | Unknown;
  readonly disks: readonly DiskFacts[];
  /** Root inside is root outside. Always false for a virtual machine. */
  readonly privileged: boolean | Unknown;
  /** Why it is. */
  readonly reason?: string;
  /** Does it hold something? */
  readonly stateful: boolean;
  /** What the engine was told about it; left out where there is no engine. */
  readonly options?: { readonly protect: boolean };
}

/** A hypervisor with what runs on it. */
export interface HypervisorFacts {
  readonly node: string;
  readonly capabilities: Partial<Capabilities> | Unknown;
  readonly guests: readonly GuestFacts[];
  /** Where a path of `guests.yaml` stands in git. */
  readonly placeOf?: (path: DataPath) => Place | undefined;
}

/** The facts of one entry of `guests.yaml`. */
export function guestFacts(name: string, guest: Guest): GuestFacts {
  const privileged = guest.kind === "lxc" ? guest.privileged : undefined;
  return {
    name,
    vmid: guest.vmid,
    cores: guest.cores,
    memoryMib: guest.memory_mib,
    disks: [{ datastore: guest.disk.datastore, sizeGib: guest.disk.size_gib }],
    privileged: privileged !== undefined,
    ...(privileged === undefined ? {} : { reason: privileged.reason }),
    stateful: guest.stateful,
  };
}
