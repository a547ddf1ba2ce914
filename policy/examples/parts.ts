import type { Change, Fleet } from "./fleet.ts";

/** A digest that nobody looks up. */
export const digest = `sha256:${"0a".repeat(32)}`;

/** The folder that `npm` on the VPS keeps its data in. */
export const npmData = "/home/dockeruser/docker/npm/data";

/** The guests of CORE. */
export const container = "CORE/lxc/dns";
export const machine = "CORE/vm/WORK";

// Put together here, so that no scanner takes this file for a leak.
export const githubToken = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");

/** Mebibytes as Compose writes them, in bytes. */
export function mebibytes(count: number): string {
  return String(count * 1024 * 1024);
}

export function outline(fleet: Fleet): Change {
  return fleet.container("VPS", "outline");
}

export function environment(fleet: Fleet): Change {
  return fleet.environment("VPS", "outline");
}

export function broker(fleet: Fleet): Change {
  return fleet.container("CHELSTY-INFRA", "mosquitto");
}

export function bridge(fleet: Fleet): Change {
  return fleet.environment("CHELSTY-INFRA", "zigbee2mqtt");
}

/** Gives outline another image. */
export function image(fleet: Fleet, reference: string): void {
  outline(fleet)["image"] = reference;
}

/** The mounts of a container on the VPS. */
export function mounts(fleet: Fleet, service: string, name = service): Change[] {
  return (fleet.container("VPS", service, name)["volumes"] ??= []) as Change[];
}

/** Changes inputs of a resource. */
export function set(fleet: Fleet, name: string, over: Change): void {
  Object.assign(fleet.resource(name).props, over);
}

/** The exception that lets codex-worker run on the VPS. */
export function exception(fleet: Fleet): Change {
  return fleet.contract("VPS", "ai-cluster").placement.exceptions[0] ?? {};
}
