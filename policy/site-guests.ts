import type { GuestFacts, HypervisorFacts } from "../src/rules/guests/facts.ts";
import { isUnknown, plainCopy, unknown, type Unknown } from "../src/rules/unknown.ts";
import { target } from "./resources.ts";
import type { StackResource } from "./site.ts";

const hypervisorType = "homelab:components:Hypervisor";
const containerComponent = "homelab:components:Container";
const machineComponent = "homelab:components:VirtualMachine";
const containerType = "proxmoxve:index/containerLegacy:ContainerLegacy";
const machineType = "proxmoxve:index/vmLegacy:VmLegacy";
const types: ReadonlySet<string> = new Set([hypervisorType, containerComponent, machineComponent, containerType, machineType]);

type Fields = Readonly<Record<string, unknown>>;

/** The hypervisors of a stack, put together from their components and the guests named below them. */
export class GuestCollector {
  readonly #hypervisors = new Map<string, Fields | Unknown>();
  readonly #components = new Map<string, Fields>();
  readonly #guests: StackResource[] = [];

  /** Takes a resource that is about guests; false for any other. */
  add(resource: StackResource): boolean {
    const { type, props } = resource;
    if (!types.has(type)) return false;
    const name = nameOf(resource);
    if (type === hypervisorType) this.#hypervisors.set(nodeOf(name), part(fields(props)["capabilities"]));
    else if (type === containerComponent || type === machineComponent) this.#components.set(name, fields(props));
    else this.#guests.push(resource);
    return true;
  }

  hypervisors(): HypervisorFacts[] {
    const names = new Set([...this.#hypervisors.keys(), ...this.#guests.map((guest) => nodeOf(nameOf(guest)))]);
    return [...names].map((node) => ({
      node,
      capabilities: this.#hypervisors.get(node) ?? {},
      // The engine keeps no order of its own; what is said must not depend on it.
      guests: this.#guests
        .filter((guest) => nodeOf(nameOf(guest)) === node)
        .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
        .map((guest) => this.#facts(guest)),
    }));
  }

  #facts(resource: StackResource): GuestFacts {
    const name = nameOf(resource);
    const inputs = fields(resource.props);
    const said = this.#components.get(name) ?? {};
    const reason = said["privileged"];
    const container = resource.type === containerType;
    return {
      name: name.split("/").at(-1) ?? name,
      vmid: number(inputs["vmId"]),
      cores: number(field(inputs["cpu"], "cores")),
      memoryMib: number(field(inputs["memory"], "dedicated")),
      disks: disksOf(container ? [inputs["disk"]] : inputs["disks"]),
      // Left out, it is privileged: that is the plugin's default.
      privileged: container ? flagIsNot(inputs["unprivileged"]) : false,
      ...(typeof reason === "string" ? { reason } : {}),
      stateful: said["stateful"] !== false,
      options: { protect: resource.opts?.protect === true },
    };
  }
}

function disksOf(disks: unknown): GuestFacts["disks"] {
  if (isUnknown(disks)) return [{ datastore: unknown, sizeGib: unknown }];
  const list = Array.isArray(disks) ? (disks as readonly unknown[]) : [];
  return list.map((disk) => {
    const datastore = field(disk, "datastoreId");
    return {
      datastore: typeof datastore === "string" ? datastore : isUnknown(datastore) ? unknown : "",
      sizeGib: number(field(disk, "size")),
    };
  });
}

function flagIsNot(value: unknown): boolean | Unknown {
  return isUnknown(value) ? unknown : value !== true;
}

function number(value: unknown): number | Unknown {
  if (isUnknown(value)) return unknown;
  return typeof value === "number" ? value : 0;
}

function field(value: unknown, key: string): unknown {
  if (isUnknown(value)) return unknown;
  return typeof value === "object" && value !== null ? (value as Fields)[key] : undefined;
}

function fields(props: object): Fields {
  const copy = plainCopy(target(props));
  return isUnknown(copy) ? {} : (copy as Fields);
}

function part(value: unknown): Fields | Unknown {
  if (isUnknown(value)) return unknown;
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function nameOf({ urn }: StackResource): string {
  return urn.split("::").slice(3).join("::");
}

function nodeOf(name: string): string {
  return name.split("/")[0] ?? "";
}
