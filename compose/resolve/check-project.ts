import type { Problem } from "../problem.ts";
import { suggest } from "../suggest.ts";
import type { ComposeDocument, ComposeServiceDefinition } from "../document.ts";
import { entry, isMapping, placeOfKey, placeOfNode } from "../yaml/node.ts";
import type { MappingNode, TreeNode } from "../yaml/node.ts";
import type { Selection } from "./select.ts";
import { checkCycles } from "./check-cycles.ts";

/** What a check of one service may look at. */
export interface ServiceFacts {
  readonly name: string;
  readonly service: ComposeServiceDefinition;
  readonly node: TreeNode;
  readonly document: ComposeDocument;
  readonly root: MappingNode;
  readonly selection: Selection;
  readonly problems: Problem[];
}

type ServiceCheck = (facts: ServiceFacts) => void;

/** Phase 5, second half: what a service promises about others, or says twice. One entry a rule. */
const SERVICE_CHECKS: readonly ServiceCheck[] = [
  checkImageOrBuild,
  checkBuild,
  checkNetworkMode,
  checkReferences,
  checkTest,
  checkDependencies,
  checkTwiceSaid,
  checkScale,
  checkWatch,
  checkTargets,
];

/** Checks the enabled services of a project against one another and against its resources. */
export function checkProject(root: MappingNode, document: ComposeDocument, selection: Selection, problems: Problem[]): void {
  for (const [name, node] of selection.enabled) {
    const service = document.services[name];
    if (service === undefined) continue;
    const facts = { name, service, node, document, root, selection, problems };
    for (const check of SERVICE_CHECKS) check(facts);
  }
  checkSecrets(root, problems);
  checkContainerNames(document, selection, problems);
  checkCycles(document, selection, problems);
}

/** Reports at an attribute of the service, or at the service itself when the attribute is not written. */
export function reportAt({ name, node, problems }: ServiceFacts, path: readonly string[], problem: Omit<Problem, "place" | "path">): void {
  let target: TreeNode | undefined = node;
  let last: TreeNode = node;
  for (const part of path) {
    target = entry(target, part);
    if (target !== undefined) last = target;
  }
  problems.push({
    place: last.kind === "scalar" ? placeOfNode(last) : placeOfKey(last),
    path: ["services", name, ...path].join("."),
    ...problem,
  });
}

function checkImageOrBuild(facts: ServiceFacts): void {
  const { service } = facts;
  if (service.build !== undefined || service.image !== undefined || service.provider !== undefined) return;
  reportAt(facts, [], { message: "the service has neither an image nor a build", fix: "add image" });
}

function checkBuild(facts: ServiceFacts): void {
  const { build, platform } = facts.service;
  if (build === undefined) return;
  if (build.dockerfile !== undefined && build.dockerfile_inline !== undefined) {
    reportAt(facts, ["build", "dockerfile_inline"], {
      message: "dockerfile and dockerfile_inline exclude each other",
      fix: "keep one of them",
    });
  }
  for (const [context, source] of Object.entries(build.additional_contexts ?? {})) {
    if (!source.startsWith("service:")) continue;
    const name = source.slice("service:".length);
    const target = facts.selection.enabled.get(name);
    if (target === undefined) {
      reportAt(facts, ["build", "additional_contexts", context], unknownName("service", name, facts.selection.enabled.keys()));
    } else if (entry(target, "build") === undefined) {
      reportAt(facts, ["build", "additional_contexts", context], {
        message: `the service ${name} is not built, so it is no build context`,
      });
    }
  }
  if (platform !== undefined && build.platforms !== undefined && !build.platforms.includes(platform)) {
    reportAt(facts, ["build", "platforms"], {
      message: `the platforms do not include the service's own ${platform}`,
      fix: `add ${platform}`,
    });
  }
}

function checkNetworkMode(facts: ServiceFacts): void {
  const { network_mode: mode, networks } = facts.service;
  if (mode === undefined) return;
  if (networks !== undefined) {
    reportAt(facts, ["networks"], { message: `network_mode ${mode} and networks exclude each other`, fix: "keep one of them" });
  }
  if (!mode.startsWith("service:")) return;
  const name = mode.slice("service:".length);
  if (!facts.selection.enabled.has(name)) reportAt(facts, ["network_mode"], unknownName("service", name, facts.selection.enabled.keys()));
}

/** Networks, volumes, configs, secrets and models must be declared at the top level. */
function checkReferences(facts: ServiceFacts): void {
  const { service, node } = facts;
  const declared = (kind: string): readonly string[] => {
    const resources = entry(facts.root, kind);
    return isMapping(resources) ? [...resources.entries.keys()] : [];
  };
  const check = (kind: string, singular: string, names: readonly (string | undefined)[], path: readonly string[]): void => {
    const known = declared(kind);
    names.forEach((name, index) => {
      if (name === undefined || known.includes(name)) return;
      const list = path.reduce<TreeNode | undefined>((target, part) => entry(target, part), node);
      const at = list?.kind === "sequence" ? list.items[index] : entry(list, name);
      const place = at === undefined ? placeOfKey(list ?? node) : placeOfKey(at);
      const suffix = list?.kind === "sequence" ? `[${index}]` : `.${name}`;
      const found = unknownName(singular, name, known);
      facts.problems.push({
        place,
        path: `services.${facts.name}.${path.join(".")}${suffix}`,
        ...found,
        fix: `declare ${name} under ${kind}`,
      });
    });
  };
  check("networks", "network", Object.keys(service.networks ?? {}), ["networks"]);
  const volumes = service.volumes?.map((mount) => (mount.type === "volume" ? mount.source : undefined));
  check("volumes", "volume", volumes ?? [], ["volumes"]);
  check("secrets", "secret", service.secrets?.map((secret) => secret.source) ?? [], ["secrets"]);
  check("secrets", "secret", service.build?.secrets?.map((secret) => secret.source) ?? [], ["build", "secrets"]);
  check("configs", "config", service.configs?.map((config) => config.source) ?? [], ["configs"]);
  check("models", "model", Object.keys(service.models ?? {}), ["models"]);
}

function unknownName(what: string, name: string, known: Iterable<string>): Omit<Problem, "place" | "path"> {
  const names = [...known];
  const suggestion = suggest(name, names);
  return {
    message: `the ${what} ${JSON.stringify(name)} is not declared`,
    ...(names.length === 0 ? {} : { allowed: names.join(", ") }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function checkTest(facts: ServiceFacts): void {
  const first = facts.service.healthcheck?.test?.[0];
  if (first === undefined || ["CMD", "CMD-SHELL", "NONE"].includes(first)) return;
  reportAt(facts, ["healthcheck", "test"], {
    message: `a test cannot begin with ${JSON.stringify(first)}`,
    allowed: "CMD, CMD-SHELL or NONE",
  });
}

function checkDependencies(facts: ServiceFacts): void {
  const { enabled, disabled } = facts.selection;
  for (const [name, dependency] of Object.entries(facts.service.depends_on ?? {})) {
    if (enabled.has(name)) continue;
    if (disabled.has(name)) {
      if (!dependency.required) continue;
      const profiles = entry(disabled.get(name), "profiles");
      const list = profiles?.kind === "sequence" ? profiles.items.map((item) => (item.kind === "scalar" ? String(item.value) : "")) : [];
      reportAt(facts, ["depends_on", name], {
        message: `the service ${name} is needed but its profiles are not active`,
        allowed: list.join(", "),
        fix: "activate a profile, or write required: false",
      });
      continue;
    }
    reportAt(facts, ["depends_on", name], unknownName("service", name, [...enabled.keys(), ...disabled.keys()]));
  }
}

/** The same limit in two places must be the same number. */
function checkTwiceSaid(facts: ServiceFacts): void {
  const { service } = facts;
  const limits = service.deploy?.resources.limits;
  const reservations = service.deploy?.resources.reservations;
  const differ = (
    attribute: string,
    own: number | string | undefined,
    path: readonly string[],
    other: number | string | undefined,
  ): void => {
    if (own === undefined || own === other) return;
    reportAt(facts, ["deploy", "resources", ...path], {
      message: `${attribute} is ${own}, but deploy.resources.${path.join(".")} is ${other ?? "not set"}`,
      fix: "write both alike, or keep one of them",
    });
  };
  if (limits !== undefined) {
    differ("cpus", service.cpus, ["limits", "cpus"], limits.cpus);
    differ("mem_limit", service.mem_limit, ["limits", "memory"], limits.memory);
    differ("pids_limit", service.pids_limit, ["limits", "pids"], limits.pids);
  }
  if (reservations !== undefined) differ("mem_reservation", service.mem_reservation, ["reservations", "memory"], reservations.memory);
  const replicas = service.deploy?.replicas;
  if (service.scale !== undefined && replicas !== undefined && service.scale !== replicas) {
    reportAt(facts, ["deploy", "replicas"], {
      message: `scale is ${service.scale}, but deploy.replicas is ${replicas}`,
      fix: "write both alike, or keep one of them",
    });
  }
}

function checkScale(facts: ServiceFacts): void {
  const { scale, container_name: container } = facts.service;
  const replicas = facts.service.deploy?.replicas;
  if (typeof scale === "number" && scale < 0) reportAt(facts, ["scale"], { message: `${scale} is out of bounds`, allowed: "0 or more" });
  if (typeof replicas === "number" && replicas < 0)
    reportAt(facts, ["deploy", "replicas"], { message: `${replicas} is out of bounds`, allowed: "0 or more" });
  const count = scale ?? replicas ?? 1;
  if (container === undefined || typeof count !== "number" || count <= 1) return;
  reportAt(facts, scale === undefined ? ["deploy", "replicas"] : ["scale"], {
    message: `${count} containers cannot share the container_name ${container}`,
    fix: "remove container_name",
  });
}

function checkWatch(facts: ServiceFacts): void {
  for (const watch of facts.service.develop?.watch ?? []) {
    if (watch.target !== undefined || watch.action === "rebuild" || watch.action === "restart") continue;
    reportAt(facts, ["develop", "watch"], { message: `the action ${watch.action} needs a target`, fix: "add target" });
  }
}

/** Two mounts on one path of the container. */
function checkTargets(facts: ServiceFacts): void {
  const seen = new Map<string, string>();
  const add = (target: string, attribute: string, index: number): void => {
    const here = `${attribute}[${index}]`;
    const first = seen.get(target);
    if (first === undefined) {
      seen.set(target, here);
      return;
    }
    const list = entry(facts.node, attribute);
    const item = list?.kind === "sequence" ? list.items[index] : list;
    facts.problems.push({
      place: placeOfNode(item ?? facts.node),
      path: `services.${facts.name}.${here}`,
      message: `${target} is already mounted by ${first}`,
      fix: "remove one of them",
    });
  };
  facts.service.tmpfs?.forEach((mount, index) => add(mount.split(":", 1)[0] ?? mount, "tmpfs", index));
  facts.service.volumes?.forEach((mount, index) => add(mount.target ?? "", "volumes", index));
}

function checkContainerNames(document: ComposeDocument, selection: Selection, problems: Problem[]): void {
  const owners = new Map<string, string>();
  for (const [name, node] of selection.enabled) {
    const container = document.services[name]?.container_name;
    if (container === undefined) continue;
    const owner = owners.get(container);
    if (owner === undefined) {
      owners.set(container, name);
      continue;
    }
    problems.push({
      place: placeOfNode(entry(node, "container_name") ?? node),
      path: `services.${name}.container_name`,
      message: `the container name ${container} already belongs to the service ${owner}`,
      fix: "give each container a name of its own",
    });
  }
}

/** Outside Swarm a secret comes from a file or from the environment, whatever its driver is. */
function checkSecrets(root: MappingNode, problems: Problem[]): void {
  const secrets = entry(root, "secrets");
  if (!isMapping(secrets)) return;
  for (const [name, secret] of secrets.entries) {
    const external = entry(secret, "external");
    if (external?.kind === "scalar" && external.value === true) continue;
    const given = [entry(secret, "file"), entry(secret, "environment")].some(
      (node) => node?.kind === "scalar" && node.value !== "" && node.value !== null,
    );
    if (given || (external?.kind === "scalar" && external.type === "string")) continue;
    problems.push({
      place: placeOfKey(secret),
      path: `secrets.${name}`,
      message: "nothing says where the secret comes from",
      allowed: "file or environment",
    });
  }
}
