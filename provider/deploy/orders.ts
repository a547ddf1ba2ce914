import path from "node:path";

import { isOneOff, replicasOf } from "../docker/containers.ts";
import type { ContainerInspect } from "../docker/engine.ts";
import { isJsonMap, at } from "../docker/json.ts";
import type { Json, JsonMap } from "../docker/json.ts";
import type { DeclaredProject, EnforcedProject, NodeSnapshot } from "../docker/index.ts";
import { nameOnNode } from "../docker/name-on-node.ts";
import { declaredStatus } from "../docker/status.ts";
import { inOrder, withTied } from "./order.ts";

/** What has to be done on a node so that a project is as declared. Only what differs is in it. */
export interface Orders {
  /** Services whose containers are made, or made anew, in the order of their dependencies. */
  readonly up: readonly string[];
  /** Containers that nobody declares. */
  readonly remove: readonly string[];
  /** Containers that are paused, stopped, or mount a file that changes. */
  readonly unpause: readonly string[];
  readonly start: readonly string[];
  readonly restart: readonly string[];
  /** Networks of the project that are not as declared and cannot be changed. */
  readonly renewNetwork: readonly string[];
  /** Whether a file differs. */
  readonly files: boolean;
}

/**
 * Decides from what differs. A stopped container is started and a paused one goes on, as long as it is otherwise as declared;
 * a service with any other difference, or whose network was removed, gets a new container; a changed file restarts what mounts it. Everything else keeps
 * its container and its start time.
 */
export function ordersOf(
  declared: DeclaredProject,
  enforced: EnforcedProject,
  { root, engine }: Pick<NodeSnapshot, "root" | "engine">,
): Orders {
  const present = new Set(engine.networks.map(({ Id }) => Id));
  const services = isJsonMap(declared.document["services"]) ? declared.document["services"] : {};
  const wanted = declaredStatus(services);
  const anew = new Set<string>();
  const unpause: string[] = [];
  const start: string[] = [];
  const networks = new Set<string>();
  const changedFiles = new Set<string>();

  for (const {
    path: [section, second, third, fourth],
  } of enforced.differences) {
    if (section === "files") changedFiles.add(String(second));
    if (section !== "document") continue;
    if (second === "services" && typeof third === "string") {
      // What `up` leaves out and what is missing are decided by the status.
      if (Object.hasOwn(wanted, third) || (enforced.containers.ofService.get(third) ?? []).length > 0) anew.add(third);
    } else if (second === "networks" && typeof third === "string" && fourth !== undefined) networks.add(third);
  }
  for (const name of networks) for (const [service, text] of Object.entries(services)) if (uses(text, name)) anew.add(service);
  for (const [name, text] of Object.entries(services)) {
    if (!Object.hasOwn(wanted, name) || anew.has(name)) continue;
    const status = enforced.status[name];
    if (status === wanted[name]) continue;
    const containers = enforced.containers.ofService.get(name) ?? [];
    const repairable =
      containers.length === Math.max(replicasOf(text), 1) &&
      containers.every((container) => (isIdle(container) ? canStart(container, present) : container.State?.Running === true));
    if (!repairable || status === "unhealthy" || status === "restarting") anew.add(name);
    for (const container of repairable && !anew.has(name) ? containers : []) {
      if (container.State?.Paused === true) unpause.push(container.Id);
      else if (isIdle(container)) start.push(container.Id);
    }
  }
  const all = withTied(services, anew);
  const kept = (id: string): boolean => ![...all].some((name) => enforced.containers.ofService.get(name)?.some(({ Id }) => Id === id));
  const restart =
    [...changedFiles].length === 0 ? [] : mounting(services, changedFiles, enforced, path.posix.join(root, "services", declared.service));
  return {
    up: inOrder(services).filter((name) => all.has(name)),
    remove: enforced.containers.extra.filter((container) => !isInUse(container)).map(({ Id }) => Id),
    unpause: unpause.filter(kept),
    start: start.filter(kept),
    restart: restart.filter((id) => kept(id) && !start.includes(id)),
    renewNetwork: [...networks].map((key) => nameOnNode("networks", key, declared.document, declared.project)),
    files: changedFiles.size > 0,
  };
}

/** Whether there is nothing to do to any container. */
export function touchesNothing(orders: Orders): boolean {
  const { up, remove, unpause, start, restart, renewNetwork } = orders;
  return [up, remove, unpause, start, restart, renewNetwork].every((list) => list.length === 0);
}

function isIdle({ State: state }: ContainerInspect): boolean {
  return state?.Paused === true || (state?.Running !== true && ["exited", "created"].includes(state?.Status ?? ""));
}

/**
 * Whether the networks are there with which a container was connected: it keeps their ids, and the engine starts no container
 * whose network was removed, even when there is another one of that name by now.
 */
function canStart({ State: state, NetworkSettings: settings }: ContainerInspect, present: ReadonlySet<string>): boolean {
  if (state?.Paused === true) return true;
  return Object.values(settings?.Networks ?? {}).every((endpoint) => {
    const id = endpoint?.NetworkID ?? "";
    return id === "" || present.has(id);
  });
}

/** Somebody's `docker compose run`: it is not one of the declared containers, and it may be in use. */
function isInUse(container: ContainerInspect): boolean {
  return isOneOff(container) && container.State?.Running === true;
}

function uses(service: Json, network: string): boolean {
  const networks = at(service, "networks");
  if (isJsonMap(networks)) return Object.hasOwn(networks, network);
  if (Array.isArray(networks)) return (networks as readonly Json[]).includes(network);
  return network === "default" && at(service, "network_mode") === undefined;
}

/** The running containers that mount one of the files or a folder around it. */
function mounting(services: JsonMap, files: ReadonlySet<string>, enforced: EnforcedProject, directory: string): string[] {
  const places = [...files].map((file) => path.posix.join(directory, file));
  return Object.keys(services).flatMap((name) =>
    (enforced.containers.ofService.get(name) ?? [])
      .filter(({ Mounts: mounts }) =>
        mounts?.some(
          ({ Type: type, Source: source = "" }) =>
            type === "bind" && places.some((place) => place === source || place.startsWith(`${source.replace(/\/$/, "")}/`)),
        ),
      )
      .map(({ Id }) => Id),
  );
}
