import path from "node:path";

import type { Problem } from "../../compose/problem.ts";
import { readEnvFile } from "../docker/env-file.ts";
import { at, flagOf, isJsonList, isJsonMap, textOf } from "../docker/json.ts";
import { isOneOff, nameOf } from "../docker/containers.ts";
import { filesOnNode } from "../docker/service-files.ts";
import { formatPath } from "../rpc/property-path.ts";
import { absentImages } from "./absent-images.ts";
import { bindSources } from "./bind-sources.ts";
import type { Circumstances } from "./circumstances.ts";
import { generationOf, programOf } from "./generation.ts";
import type { ComposeProgram } from "./generation.ts";
import { holderOf, publishedPorts, takenPorts } from "./host-ports.ts";
import { memoryProblems } from "./memory-left.ts";
import type { Probe, Question } from "./probe.ts";
import { volumeProblems } from "./volume-problems.ts";

/** A clock that is further off than this makes certificates, tokens and event times wrong, in seconds. */
const CLOCK_BOUND_SECONDS = 60;
/** What has to stay free on the file system of the layout, in KiB. */
const DISK_BOUND_KIB = 64 * 1024;

/** What has to be asked of the node for {@link unmet}. */
export function questionsOf(circumstances: Circumstances): Question[] {
  const { tools } = circumstances;
  return [
    ...bindSources(circumstances).map(({ source }): Question => ({ kind: "path", word: source })),
    ...variableFiles(circumstances).map(({ file }): Question => ({ kind: "path", word: file })),
    ...absentImages(circumstances).map(({ image }): Question => ({ kind: "image", word: image })),
    ...[...tools, "flock", "setsid", "tar", "base64", "timeout", "awk"].map((word): Question => ({ kind: "tool", word })),
  ];
}

/** Images that the node has to pull, each once. */
export function imagesToPull(circumstances: Circumstances): string[] {
  return [...new Set(absentImages(circumstances).map(({ image }) => image))];
}

/** Everything that stands in the way, before anything is touched; empty when it can start. Values of variables are never named. */
export function unmet(circumstances: Circumstances, answers: Probe): Problem[] {
  const { snapshot, enforced, tools, declared } = circumstances;
  const problems = [...composeProblems(circumstances, answers.programs), ...variableProblems(circumstances)];
  for (const { service, source } of bindSources(circumstances)) {
    if (answers.yes("path", source)) continue;
    problems.push({
      path: `document.services.${service}.volumes`,
      message: `${source} is not on the node`,
      fix: "bring the data there, or make the folder if it is to start empty; Docker would make an empty folder in its place",
    });
  }
  for (const { service, place, file } of variableFiles(circumstances)) {
    if (answers.yes("path", file)) continue;
    problems.push({
      path: formatPath(["document", "services", service, ...place]),
      message: `${file} is not on the node`,
      fix: "bring it there, place it from git, or write required: false if it may be missing",
    });
  }
  for (const { service, image, written } of absentImages(circumstances)) {
    if (answers.yes("image", image)) continue;
    problems.push({
      path: `document.services.${service}.image`,
      message: `${written} is neither on the node nor can it be pulled`,
      fix: "check its name and tag, the node's way to the registry and its login there",
    });
  }
  problems.push(
    ...volumeProblems(circumstances),
    ...networkProblems(circumstances),
    ...portProblems(circumstances, answers),
    ...memoryProblems(circumstances),
  );
  for (const name of enforced.containers.foreign) {
    const [container] = enforced.containers.ofService.get(name) ?? [];
    problems.push({
      path: `document.services.${name}.container_name`,
      message:
        container !== undefined && isOneOff(container)
          ? "somebody's `docker compose run` is at work under that name"
          : `a container of that name is on the node and is not of the project ${declared.project}`,
      fix: `look at it with docker inspect ${container === undefined ? name : nameOf(container)}, then remove or rename it`,
    });
  }
  for (const missing of ["flock", "setsid", "tar", "base64", "timeout", "awk"].filter((tool) => !answers.yes("tool", tool))) {
    problems.push({
      path: "node",
      message: `the program ${missing} is not on the node`,
      fix: "install it (util-linux, tar, coreutils or busybox)",
    });
  }
  if (tools.length > 0 && !tools.some((tool) => answers.yes("tool", tool))) {
    problems.push({
      path: "contract.healthcheck",
      message: "the node has no program that could ask",
      allowed: `one of ${tools.join(", ")}`,
      fix: "install one, or use a health check of type container",
    });
  }
  const skew = Math.abs(snapshot.clockSkewSeconds);
  if (skew > CLOCK_BOUND_SECONDS) {
    problems.push({
      path: "node",
      message: `its clock is ${Math.round(skew)} s ${snapshot.clockSkewSeconds > 0 ? "ahead" : "behind"}`,
      allowed: `at most ${CLOCK_BOUND_SECONDS} s`,
      fix: "start its time service",
    });
  }
  const needed = DISK_BOUND_KIB + Math.ceil((circumstances.payload * 4) / 1024);
  if (snapshot.diskFreeKiB !== undefined && snapshot.diskFreeKiB < needed) {
    problems.push({
      path: "node",
      message: `only ${Math.floor(snapshot.diskFreeKiB / 1024)} MiB are free below ${snapshot.root}`,
      allowed: `at least ${Math.ceil(needed / 1024)} MiB`,
      fix: "make room",
    });
  }
  return problems;
}

/** Files with variables or labels of services that get a container, and that git does not place; with variables in the path Compose says it. */
function variableFiles({ declared, orders, snapshot }: Circumstances): ReturnType<typeof filesOnNode> {
  const services = declared.document["services"];
  const directory = path.posix.join(snapshot.root, "services", declared.service);
  const named = filesOnNode(isJsonMap(services) ? services : {}, orders.up, { directory, files: declared.files });
  return named.filter(({ file, required }) => required && !file.includes("$"));
}

function composeProblems({ generation, snapshot }: Circumstances, programs: readonly ComposeProgram[]): Problem[] {
  const found = programs
    .map((program) => `${program.kind === "plugin" ? "docker compose" : "docker-compose"} ${program.version}`)
    .join(", ");
  if (programOf(generation, programs) !== undefined) return [];
  const allowed = generation === "v1" ? "docker-compose 1.29.2" : "Compose 2 or newer";
  const other = programs.some((program) => generationOf(program) !== generation);
  return [
    {
      path: "node",
      message: `it has ${found === "" ? "no Compose" : found}, which is not what is declared`,
      allowed,
      fix: other
        ? `install the declared one, or change container_engine.compose in hosts/${snapshot.node.toLowerCase()}/capabilities.yaml`
        : "install it",
    },
  ];
}

/** Names only: a value never leaves the node's file. */
function variableProblems({ contract, declared, snapshot, generation }: Circumstances): Problem[] {
  const listed = at(contract, "runtime", "env_vars");
  const required = (isJsonList(listed) ? listed : []).flatMap((variable) => {
    const name = textOf(at(variable, "name"));
    return name === undefined || flagOf(at(variable, "required")) === false ? [] : [name];
  });
  if (required.length === 0) return [];
  const file = path.posix.join(snapshot.root, "config", declared.service, ".env");
  const text = snapshot.envFiles.get(declared.service);
  const where = { path: "contract.runtime.env_vars" };
  const fix = `fill ${file} on the node from services/${declared.service}/env.example`;
  if (text === undefined) {
    const why = snapshot.entries.has(file) ? `cannot be read by ${snapshot.account}` : "is not on the node";
    return [{ ...where, message: `${file} ${why}; it has to hold ${required.join(", ")}`, fix }];
  }
  const { variables, fault } = readEnvFile(text, generation ?? "v2");
  if (fault !== undefined) return [{ ...where, message: `${file}: ${fault}`, fix }];
  const missing = required.filter((name) => (variables.get(name) ?? "") === "");
  return missing.length === 0 ? [] : [{ ...where, message: `${file} has no value for ${missing.join(", ")}`, fix }];
}

function networkProblems({ declared, snapshot }: Circumstances): Problem[] {
  const there = new Set(snapshot.engine.networks.flatMap(({ Name, Id }) => [Name, Id]));
  const networks = declared.document["networks"];
  return Object.entries(isJsonMap(networks) ? networks : {}).flatMap(([key, network]) => {
    const name = textOf(at(network, "name")) ?? key;
    if (flagOf(at(network, "external")) !== true || there.has(name) || name.includes("$")) return [];
    return [{ path: `document.networks.${key}`, message: `the network ${name} is not on the node`, fix: `docker network create ${name}` }];
  });
}

function portProblems({ declared, orders, enforced, snapshot }: Circumstances, { listening }: Probe): Problem[] {
  const services = declared.document["services"];
  const own = [...[...enforced.containers.ofService.values()].flat(), ...enforced.containers.extra];
  const starting = new Set(orders.up);
  for (const id of orders.start)
    for (const [name, containers] of enforced.containers.ofService) if (containers.some(({ Id }) => Id === id)) starting.add(name);
  const wanted = publishedPorts(isJsonMap(services) ? services : {}, starting);
  return takenPorts(wanted, listening, own).map((port) => {
    const holder = holderOf(port, snapshot.engine.containers);
    const by = holder === undefined ? "another program of the node" : `the container ${nameOf(holder)}`;
    return {
      path: `document.services.${port.service}.ports`,
      message: `${port.address ?? "0.0.0.0"}:${port.port}/${port.protocol} is held by ${by}`,
      fix: "stop what holds it or publish another port",
    };
  });
}
