import { createHash } from "node:crypto";
import path from "node:path";

import { filesOnNode, textOnNode } from "../docker/service-files.ts";
import { at, flagOf, isJsonList, isJsonMap, textOf } from "../docker/json.ts";
import { namedJobs } from "../docker/jobs.ts";
import type { Json, JsonMap } from "../docker/json.ts";
import type { DeclaredProject, EnforcedProject, NodeSnapshot } from "../docker/index.ts";
import type { Checks } from "./checks.ts";
import { coveredLines, coveredPaths } from "./covered.ts";
import type { ComposeProgram } from "./generation.ts";
import type { Orders } from "./orders.ts";
import { envValues } from "../secrets/env-values.ts";
import { Redaction } from "../secrets/redaction.ts";
import type { AskedStage } from "./stages.ts";
import type { ArchiveFile } from "../transport/tar.ts";

/** Everything a run is told. */
export interface RunOrders {
  readonly mode: "deploy" | "delete";
  readonly node: string;
  readonly by: string;
  readonly digest: string;
  readonly lockSeconds: number;
  readonly declared: DeclaredProject;
  readonly contract: Json;
  readonly snapshot: NodeSnapshot;
  readonly enforced: EnforcedProject;
  readonly orders: Orders;
  readonly checks: Checks;
  readonly program: ComposeProgram;
  /** The text of the document for this Compose; empty for a deletion. */
  readonly document: string;
  /** The same with placed files where the run has them, for the check before they are put into place. @default the document */
  readonly check?: string | undefined;
  /** The stages that are asked for; undefined for all of them. */
  readonly stages?: readonly AskedStage[] | undefined;
  /** Images that the node does not have. */
  readonly pull: readonly string[];
}

/** Pulling large layers over a slow uplink takes long; after this the run gives Compose up, in seconds beyond the deadline. */
const COMPOSE_SECONDS = 900;

/** The files of `incoming-<run>/`. Lists have one entry a line; nothing that is put into them can hold a line break. */
export function runFiles(run: RunOrders): ArchiveFile[] {
  const { declared, orders, contract, checks, program, snapshot } = run;
  const services = isJsonMap(declared.document["services"]) ? Object.keys(declared.document["services"]) : [];
  const plan = [
    ...orders.remove.map((id) => `remove ${id}`),
    ...orders.renewNetwork.map((name) => `renew-network ${name}`),
    ...orders.unpause.map((id) => `unpause ${id}`),
    ...orders.start.map((id) => `start ${id}`),
    ...orders.restart.map((id) => `restart ${id}`),
    ...orders.up.map((name) => `up ${name}`),
  ];
  return [
    list("settings", [
      `project ${declared.project}`,
      `node ${run.node}`,
      `mode ${run.mode}`,
      `digest ${run.digest}`,
      `by ${run.by}`,
      `generation ${program.kind}`,
      `patience ${run.lockSeconds}`,
      `bound ${checks.deadline + COMPOSE_SECONDS}`,
      ...(run.stages === undefined ? [] : [`stages ${run.stages.join(" ")}`]),
    ]),
    list("plan", plan),
    list("known", knownContainers(declared.project, snapshot)),
    list("pull", run.pull),
    list("services", services),
    list("checks", checks.lines),
    list("covered", coveredLines(coveredPaths(declared, contract, snapshot))),
    list("secrets", secretNames(contract)),
    list(
      "hidden",
      redactionOf(declared, contract, snapshot)
        .forms()
        .filter((form) => !/[\n\r\0]/.test(form)),
    ),
    { path: "document.yml", content: run.document },
    ...(run.check === undefined || run.check === run.document ? [] : [{ path: "validate.yml", content: run.check }]),
    // Other files of the node whose values no log may show.
    list("variables", [...new Set(nodeFiles(declared, snapshot))]),
    ...placed(declared.files),
  ];
}

/** Files with variables that services read and that git does not place. */
function nodeFiles(declared: DeclaredProject, snapshot: NodeSnapshot): string[] {
  const services = isJsonMap(declared.document["services"]) ? declared.document["services"] : {};
  const directory = path.posix.join(snapshot.root, "services", declared.service);
  return filesOnNode(services, Object.keys(services), { directory, files: declared.files }).map(({ file }) => file);
}

/** Every container that carries the project's label: what the plan was made from. */
function knownContainers(project: string, snapshot: NodeSnapshot): string[] {
  return snapshot.engine.containers
    .filter(({ Config: config }) => config?.Labels?.["com.docker.compose.project"] === project)
    .map(({ Id }) => Id);
}

function placed(files: Json | undefined): ArchiveFile[] {
  return Object.entries(isJsonMap(files) ? files : {}).map(([name, file]) => ({
    path: `files/${name}`,
    content: textOf(at(file, "content")) ?? "",
    mode: Number.parseInt(textOf(at(file, "mode")) ?? "0644", 8),
  }));
}

/** The names of the variables that the contract calls secret. */
export function secretNames(contract: Json): string[] {
  const listed = at(contract, "runtime", "env_vars");
  return (isJsonList(listed) ? listed : []).flatMap((variable) =>
    flagOf(at(variable, "secret")) === true ? (textOf(at(variable, "name")) ?? []) : [],
  );
}

/** Knows what a run of a project may not show: the values of its files of variables, of the program's secrets, and what this process logged in with. */
export function redactionOf(declared: DeclaredProject, contract: Json, snapshot: NodeSnapshot): Redaction {
  const secret = new Set(secretNames(contract));
  const redaction = new Redaction().addAll(declared.secrets ?? [], true);
  for (const { name, value } of envValues(snapshot.envFiles.get(declared.service) ?? "")) redaction.add(value, secret.has(name));
  for (const file of nodeFiles(declared, snapshot))
    for (const { value } of envValues(textOnNode(file, snapshot) ?? "")) redaction.add(value, false);
  return redaction;
}

function list(name: string, lines: readonly string[]): ArchiveFile {
  const broken = lines.find((line) => /[\n\r\0]/.test(line));
  if (broken !== undefined) throw new Error(`${name}: ${JSON.stringify(broken.slice(0, 60))} holds a line break; fix: take it out`);
  return { path: name, content: lines.map((line) => `${line}\n`).join("") };
}

/**
 * Says whether two runs were to deploy the same. Without the values of secrets: it is kept on the node for everybody to read,
 * and short secrets could be guessed from it.
 */
export function digestOf(declared: DeclaredProject, contract: Json): string {
  const secrets = new Set(declared.secrets);
  const shown = (_: string, value: unknown): unknown => (typeof value === "string" && secrets.has(value) ? "(secret)" : value);
  const facts: JsonMap = {
    project: declared.project,
    document: declared.document,
    files: declared.files ?? null,
    healthcheck: at(contract, "healthcheck") ?? null,
    persistence: at(contract, "persistence") ?? null,
    ...(namedJobs(contract).length === 0 ? {} : { jobs: namedJobs(contract) }),
  };
  return createHash("sha256")
    .update(JSON.stringify(sorted(facts), shown))
    .digest("hex");
}

function sorted(value: Json): Json {
  if (isJsonList(value)) return value.map(sorted);
  if (!isJsonMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}
