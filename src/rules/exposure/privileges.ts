import type { DataPath } from "../../../compose/data-path.ts";
import type { Problem } from "../../../compose/problem.ts";
import { isAllowed } from "../contract-parts.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { mountsOf } from "../data/mounts.ts";
import {
  holdsUnknown,
  inContainer,
  knownContainers,
  mapping,
  list,
  text,
  texts,
  undecided,
  unknownParts,
  type KnownContainer,
} from "../parts.ts";
import { holdsSocket } from "./sockets.ts";

/** Something that takes down a wall between a container and its node. */
interface Power {
  /** The word with which a contract asks for it. */
  readonly allow: string;
  /** What the container has, as the message says it (`is privileged`). */
  readonly what: string;
  readonly path: DataPath;
}

/** The attributes by which a container shares one of the node's namespaces. */
const namespaces: Readonly<Record<string, { readonly allow: string; readonly what: string }>> = {
  network_mode: { allow: "host-network", what: "uses the node's network" },
  pid: { allow: "host-pid", what: "sees the node's processes" },
  ipc: { allow: "privileged", what: "shares the node's memory segments" },
  uts: { allow: "privileged", what: "shares the node's name" },
  userns_mode: { allow: "privileged", what: "has the node's accounts" },
  cgroup: { allow: "privileged", what: "sees the node's control groups" },
};

/** What the rule reads of a container. */
const read = [
  ...Object.keys(namespaces),
  "privileged",
  "cap_add",
  "devices",
  "device_cgroup_rules",
  "security_opt",
  "volumes",
  "use_api_socket",
];

/**
 * No Docker socket, privileged mode, namespace, device or added capability of the node, unless the contract asks for it
 * (`privileges`) and says why: each of them makes the container as strong as its node.
 */
export function privileges(project: ProjectFacts): Problem[] {
  const refused = knownContainers(project).flatMap((container) =>
    powersOf(container)
      .filter(({ allow }) => !isAllowed(project, container.name, allow))
      .map((power) => problem(container, power)),
  );
  const contract = refused.length > 0 && holdsUnknown(project.contract);
  return [...(contract ? [undecided("contract", `the contract of ${project.service}`)] : refused), ...unknownParts(project, read)];
}

function problem(container: KnownContainer, { allow, what, path }: Power): Problem {
  return {
    ...inContainer(container, ...path),
    message: `${containerLabel(container)} ${what}, and its contract does not ask for it`,
    allowed: `only with the privilege ${allow}`,
    fix: `remove it, or add {service: ${container.name}, allow: ${allow}, reason: …} to privileges of services/${container.project.service}/service.yaml`,
  };
}

function powersOf(container: KnownContainer): Power[] {
  const { definition } = container;
  return [
    ...(definition["privileged"] === true ? [{ allow: "privileged", what: "is privileged", path: ["privileged"] }] : []),
    ...Object.entries(namespaces).flatMap(([key, { allow, what }]) => (definition[key] === "host" ? [{ allow, what, path: [key] }] : [])),
    ...texts(definition["cap_add"]).map((name, index) => ({
      allow: "added-capability",
      what: `has the added capability ${name}`,
      path: ["cap_add", index],
    })),
    ...list(definition["devices"]).map((device, index) => ({
      allow: "device",
      what: `is given the device ${text(mapping(device)["source"]) ?? text(device) ?? "of the node"}`,
      path: ["devices", index],
    })),
    ...texts(definition["device_cgroup_rules"]).map((rule, index) => ({
      allow: "device",
      what: `may use the devices ${rule}`,
      path: ["device_cgroup_rules", index],
    })),
    ...texts(definition["security_opt"]).flatMap((option, index) =>
      /^(seccomp|apparmor|systempaths)[=:]unconfined$|^label[=:]disable$/.test(option)
        ? [{ allow: "privileged", what: `switches a protection off (${option})`, path: ["security_opt", index] }]
        : [],
    ),
    ...(definition["use_api_socket"] === true
      ? [{ allow: "docker-socket", what: "is given the engine's socket", path: ["use_api_socket"] }]
      : []),
    ...sockets(container),
  ];
}

function sockets(container: KnownContainer): Power[] {
  return mountsOf(container).flatMap(({ type, source, path }) => {
    const holds = type === "bind" && source !== undefined ? holdsSocket(source) : undefined;
    if (holds === undefined) return [];
    const what =
      holds === "itself" ? `mounts the engine's socket ${String(source)}` : `mounts ${String(source)}, which holds the engine's socket`;
    return [{ allow: "docker-socket", what, path: path.slice(2) }];
  });
}
