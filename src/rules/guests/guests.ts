import type { DataPath } from "../../../compose/data-path.ts";
import { formatPath } from "../../../compose/data-path.ts";
import type { Problem } from "../../../compose/problem.ts";
import { undecided } from "../parts.ts";
import { isUnknown } from "../unknown.ts";
import type { HypervisorFacts } from "./facts.ts";

/** No two guests of a hypervisor share a number: Proxmox VE would take one for the other. */
export function uniqueGuestNumbers(hypervisor: HypervisorFacts): Problem[] {
  const first = new Map<number, string>();
  return hypervisor.guests.flatMap((guest): Problem[] => {
    const { name, vmid } = guest;
    if (isUnknown(vmid)) return [undecided(name, `the vmid of ${name} on ${hypervisor.node}`)];
    const other = first.get(vmid);
    first.set(vmid, other ?? name);
    if (other === undefined) return [];
    return [
      at(hypervisor, [name, "vmid"], {
        message: `the vmid ${vmid} of ${name} on ${hypervisor.node} is taken already by ${other}`,
        fix: "give one of them another number",
      }),
    ];
  });
}

/** Whoever breaks out of a privileged container is root on the hypervisor, so that is only done with a reason. */
export function guestPrivileges(hypervisor: HypervisorFacts): Problem[] {
  return hypervisor.guests.flatMap((guest): Problem[] => {
    const { name, privileged, reason } = guest;
    if (isUnknown(privileged)) return [undecided(name, `whether ${name} on ${hypervisor.node} is privileged`)];
    if (!privileged || (reason ?? "").trim() !== "") return [];
    return [
      at(hypervisor, [name, "privileged"], {
        message: `the container ${name} on ${hypervisor.node} is privileged, and nothing says why`,
        allowed: "unprivileged, or privileged: { reason: … }",
        fix: "make it unprivileged, or give the reason in guests.yaml",
      }),
    ];
  });
}

/** A guest that holds something is protected: a deleted guest takes its disks with it. */
export function protectedGuests(hypervisor: HypervisorFacts): Problem[] {
  return hypervisor.guests
    .filter(({ stateful, options }) => stateful && options?.protect === false)
    .map(({ name }) =>
      at(hypervisor, [name], {
        message: `the guest ${name} on ${hypervisor.node} is not protected, so a plan may delete it with its disks`,
        fix: "set protect: true, or say stateful: false in guests.yaml",
      }),
    );
}

function at(hypervisor: HypervisorFacts, path: DataPath, rest: Omit<Problem, "path" | "place">): Problem {
  const whole = ["guests", ...path];
  const place = hypervisor.placeOf?.(whole);
  return { ...(place === undefined ? {} : { place }), path: formatPath(whole), ...rest };
}
