import path from "node:path";

import { composeDialectOf, containersOf, isOptional, nameOf, replicasOf } from "../../docker/containers.ts";
import type { ProjectContainers } from "../../docker/containers.ts";
import { below, INCOMPARABLE, isMark } from "../../docker/difference.ts";
import type { Difference } from "../../docker/difference.ts";
import { readEnvFile } from "../../docker/env-file.ts";
import type { EnvFile } from "../../docker/env-file.ts";
import type { ContainerInspect } from "../../docker/engine.ts";
import { expandAll, isSymbolic } from "../../docker/expand.ts";
import type { FieldContext } from "../../docker/fields/context.ts";
import { fieldGroups } from "../../docker/fields/index.ts";
import { entriesOf, pairsOf } from "../../docker/fields/pairs.ts";
import { fileDifferences } from "../../docker/files.ts";
import { Hidden } from "../../docker/hidden.ts";
import { jobsOf } from "../../docker/jobs.ts";
import { at, isJsonMap, textOf } from "../../docker/json.ts";
import type { Json, JsonMap } from "../../docker/json.ts";
import { readServiceFiles } from "../../docker/service-files.ts";
import { networkDifferences } from "../../docker/project-networks.ts";
import { volumeDifferences } from "../../docker/project-volumes.ts";
import { normalFormOf, parseNormalForms, withoutNormalForms } from "../../docker/normal-forms.ts";
import type { NormalForm, NormalForms } from "../../docker/normal-forms.ts";
import type { NodeSnapshot } from "../../docker/snapshot.ts";
import { declaredStatus, enforcedStatus, RUNNING } from "../../docker/status.ts";

/** A project as git, or the state, declares it; plain data, secrets unwrapped. */
export interface DeclaredProject {
  readonly project: string;
  /** The folder under `services/`; its env file and its project directory are named after it. */
  readonly service: string;
  /** The resolved document, variables unexpanded. */
  readonly document: JsonMap;
  /** By path below the project directory: content or sum, and mode. */
  readonly files?: Json;
  /** Services that the contract calls jobs. @default none */
  readonly jobs?: readonly string[];
  /** Texts of the declaration that are secrets of the program. @default none */
  readonly secrets?: Iterable<string>;
}

/** How a project is on its node. */
export interface EnforcedProject {
  /**
   * Every place where it is not as declared, by path inside the resource: `document.services.web.mem_limit`,
   * `status.web`, `files["files/a.conf"].sha256`. Empty when it is in sync.
   */
  readonly differences: readonly Difference[];
  /** `running` or what else, by service, and by container for those nobody declares. */
  readonly status: Readonly<Record<string, string>>;
  /** Whether the node has any container of the project at all. */
  readonly present: boolean;
  readonly containers: ProjectContainers;
  /** The services that are to end, and for which having ended with 0 is as asked. */
  readonly jobs: ReadonlySet<string>;
  /** Declared values that the engine stores in another form. */
  readonly normalForms: {
    /** What the node remembers. */
    readonly known: NormalForms | undefined;
    /** Those that hold: they are no differences. */
    readonly held: readonly NormalForm[];
    /** The form of every difference that may be one, whether remembered or not. */
    readonly formsOf: (salt: string) => readonly NormalForm[];
  };
}

/** Compares a project with its node, field by field. Nothing of the result holds a value of an env file or a secret. */
export function enforcedProject(declared: DeclaredProject, snapshot: NodeSnapshot): EnforcedProject {
  const { project, service, document } = declared;
  const directory = path.posix.join(snapshot.root, "services", service);
  const written = mapOf(document["services"]);
  const found = containersOf(snapshot, project, written);
  const env = variablesOf(snapshot, service, found);
  const lookup = (name: string): string | undefined => (name === "COMPOSE_PROJECT_NAME" ? project : env.variables.get(name));
  const hidden = new Hidden();
  for (const value of env.variables.values()) hidden.add(value);
  const secrets = new Set(declared.secrets);
  for (const secret of secrets) hidden.add(secret);
  // A mark in the state stands for what was no literal either.
  const literal = (text: Json | undefined): boolean =>
    !isSymbolic(text) && !isMark(text) && !(typeof text === "string" && secrets.has(text));

  const expanded = expandAll(document, lookup);
  const whole = mapOf(expanded.value);
  const differences: Difference[] = [];
  for (const [key, text] of Object.entries(written)) {
    const containers = found.ofService.get(key) ?? [];
    const compared = containers.slice(0, Math.max(replicasOf(text), 1)).map((container) => {
      const context = contextOf(key, container);
      hideEnvironment(context, hidden);
      for (const value of context.files.hidden) hidden.add(value);
      return [...naming(context), ...fieldGroups.flatMap((group) => group(context))];
    });
    differences.push(...below(["document", "services", key], firstOfEach(compared.flat())));
  }
  for (const { path: place, variable } of expanded.failed) {
    // A service that is not started need not be expandable.
    const [section, key] = place;
    if (section === "services" && isOptional(written[String(key)] ?? null)) continue;
    const why =
      variable === "" ? "it is no valid text with variables" : `${variable} has no value${env.fault === undefined ? "" : `: ${env.fault}`}`;
    removeAround(differences, ["document", ...place]);
    differences.push({ path: ["document", ...place], enforced: `${INCOMPARABLE}${why})` });
  }
  differences.push(
    ...networkDifferences(whole, project, found, snapshot),
    ...volumeDifferences(document, whole, project, snapshot, literal),
  );
  const [first] = [...found.ofService.values()].flat();
  const jobs = jobsOf(mapOf(whole["services"]), declared.jobs, composeDialectOf(first));
  const status = enforcedStatus(found, written, jobs);
  const wanted = declaredStatus(written);
  for (const [key, words] of Object.entries(status)) {
    // A service that `up` leaves out may run.
    if (words !== (wanted[key] ?? RUNNING)) differences.push({ path: ["status", key], enforced: words });
  }
  differences.push(...fileDifferences(declared.files, directory, snapshot));
  const present = found.extra.length > 0 || [...found.ofService.values()].some((containers) => containers.length > 0);
  const known = parseNormalForms(snapshot.normalForms.get(service));
  const { left, held } = withoutNormalForms(differences, whole, known);
  const formsOf = (salt: string): NormalForm[] =>
    differences.map((difference) => normalFormOf(difference, whole, salt)).filter((form) => form !== undefined);
  return { differences: hidden.redact(left), status, present, containers: found, jobs, normalForms: { known, held, formsOf } };

  function contextOf(key: string, container: ContainerInspect): FieldContext {
    const service = mapOf(at(whole, "services", key));
    const source = { directory, files: declared.files, secrets, snapshot };
    return {
      key,
      declared: mapOf(written[key]),
      service,
      files: readServiceFiles(service, source, composeDialectOf(container), lookup),
      document: whole,
      project,
      directory,
      container,
      config: container.Config ?? {},
      host: container.HostConfig ?? {},
      image: snapshot.engine.images.find(({ Id }) => Id === container.Image)?.Config ?? undefined,
      snapshot,
      containerOf: (name) => found.ofService.get(name)?.[0],
      literal,
      variable: lookup,
    };
  }
}

/** The variables by the rules of the Compose that made the containers. */
function variablesOf(snapshot: NodeSnapshot, service: string, found: ProjectContainers): EnvFile {
  const file = path.posix.join(snapshot.root, "config", service, ".env");
  const text = snapshot.envFiles.get(service);
  if (text === undefined) {
    const fault = snapshot.entries.has(file) ? `${file} cannot be read by ${snapshot.account}` : `${file} is not on the node`;
    return { variables: new Map(), fault };
  }
  const [first] = [...found.ofService.values()].flat();
  return readEnvFile(text, composeDialectOf(first));
}

/** Values inside a container that no literal of git stands for are secrets, whatever they were put there for. */
function hideEnvironment({ declared, config, image, literal }: FieldContext, hidden: Hidden): void {
  const texts = pairsOf(declared["environment"]);
  const ofImage = entriesOf(image?.Env);
  for (const [name, value] of entriesOf(config.Env)) {
    if (ofImage.get(name) === value || (texts.has(name) && literal(texts.get(name) ?? null) && texts.get(name) === value)) continue;
    // Short words such as `info` would hide too much.
    if (value.length >= 8 || (texts.has(name) && !literal(texts.get(name) ?? null))) hidden.add(value);
  }
}

/** The name a container has; without `container_name` Compose makes one up, with hyphens or, in version 1, underscores. */
function naming({ key, service, project, container }: FieldContext): Difference[] {
  const name = nameOf(container);
  const wanted = textOf(service["container_name"]);
  const made = new RegExp(`^${project}[-_]${key.replaceAll(".", "\\.")}[-_]\\d+$`);
  if (wanted === undefined ? made.test(name) : wanted === name) return [];
  return [{ path: ["container_name"], enforced: name }];
}

/** Several containers of one service differ alike; each place is named once. */
function firstOfEach(differences: readonly Difference[]): Difference[] {
  const seen = new Map<string, Difference>();
  for (const difference of differences) {
    const key = JSON.stringify(difference.path);
    if (!seen.has(key)) seen.set(key, difference);
  }
  return [...seen.values()];
}

/** Takes out what lies at, above or below a place that could not be compared. */
function removeAround(differences: Difference[], place: readonly (string | number)[]): void {
  for (let index = differences.length - 1; index >= 0; index--) {
    const other = differences[index]?.path ?? [];
    const shorter = Math.min(other.length, place.length);
    if (other.slice(0, shorter).every((step, depth) => step === place[depth])) differences.splice(index, 1);
  }
}

function mapOf(value: Json | undefined): JsonMap {
  return isJsonMap(value) ? value : {};
}
