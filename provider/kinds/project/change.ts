import { randomBytes } from "node:crypto";

import { formatProblem } from "../../../compose/problem.ts";
import { isRemembered } from "../../docker/compared.ts";
import { nameOf } from "../../docker/containers.ts";
import { namedJobs } from "../../docker/jobs.ts";
import { at, textOf } from "../../docker/json.ts";
import type { Json } from "../../docker/json.ts";
import { enforcedProject } from "../../docker/index.ts";
import type { DeclaredProject, Difference, EnforcedProject, NodeSnapshot } from "../../docker/index.ts";
import { plain } from "../../docker/patch.ts";
import { formatPath } from "../../rpc/property-path.ts";
import type { PropertyMap } from "../../rpc/property-value.ts";
import { checksOf } from "../../deploy/checks.ts";
import { lockSeconds, whoami } from "../../deploy/context.ts";
import type { ApplyContext } from "../../deploy/context.ts";
import { documentText } from "../../deploy/document-text.ts";
import { DeploymentError, printable, runError, stoppedError, unmetError } from "../../deploy/failure.ts";
import { declaredGeneration, generationOf, programOf } from "../../deploy/generation.ts";
import { ordersOf } from "../../deploy/orders.ts";
import { imagesToPull, questionsOf, unmet } from "../../deploy/preconditions.ts";
import type { Circumstances } from "../../deploy/circumstances.ts";
import { probe } from "../../deploy/probe.ts";
import { isOver, parseRecord } from "../../deploy/record.ts";
import type { RunRecord } from "../../deploy/record.ts";
import { digestOf, redactionOf, runFiles } from "../../deploy/run-files.ts";
import { stagedDocument } from "../../deploy/staged-document.ts";
import { writeNormalForms } from "../../deploy/write-normal-forms.ts";
import { follow, startRun } from "../../deploy/runs.ts";
import type { RunPlace } from "../../deploy/runs.ts";
import { askedStages, refuseStages } from "../../deploy/stages.ts";
import type { AskedStage } from "../../deploy/stages.ts";

/** A run that makes nothing needs no document, no images and no Compose. */
const NOTHING_TO_DEPLOY = { pull: [], document: "", program: { kind: "standalone", version: "" } } as const;

/** So often may somebody else change the project between the plan and the lock. */
const ATTEMPTS = 4;

/**
 * Makes a node's containers and placed files what the inputs of a `homelab:compose:Project` declare, and proves it by reading
 * again. Takes up a run that is under way. Containers that do not differ are not touched; when nothing differs and the last
 * run was for the same, nothing is done at all.
 * @throws DeploymentError with stage, service, node, reason and the last log lines; TransportError
 */
export function applyProject(inputs: PropertyMap, context: ApplyContext): Promise<void> {
  const work = new ProjectWork(inputs, context);
  return context.queues.run(work.node, () => work.apply());
}

/**
 * Stops and removes the project's containers and networks. Volumes, bind sources and placed files stay.
 * @throws DeploymentError, TransportError; a node that cannot be reached is never taken for one where nothing runs
 */
export function deleteProject(inputs: PropertyMap, context: ApplyContext): Promise<void> {
  const work = new ProjectWork(inputs, context);
  return context.queues.run(work.node, () => work.delete());
}

class ProjectWork {
  readonly node: string;
  readonly #declared: DeclaredProject;
  readonly #contract: Json;
  readonly #context: ApplyContext;
  readonly #digest: string;
  /** Undefined for a whole deployment. */
  readonly #stages: readonly AskedStage[] | undefined;
  /** The services whose containers this work has made. */
  readonly #made = new Set<string>();
  /** Runs that were found dead: their records stay until the next run writes its own. */
  readonly #dead = new Set<string>();

  constructor(inputs: PropertyMap, context: ApplyContext) {
    const { value, secrets } = plain(inputs);
    this.node = textOf(value["node"]) ?? "";
    this.#declared = {
      project: textOf(value["project"]) ?? "",
      service: textOf(value["service"]) ?? "",
      document: (value["document"] ?? {}) as DeclaredProject["document"],
      files: value["files"] ?? {},
      jobs: namedJobs(value["contract"]),
      secrets,
    };
    this.#contract = value["contract"] ?? {};
    this.#context = context;
    this.#digest = digestOf(this.#declared, this.#contract);
    this.#stages = askedStages();
  }

  async apply(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const snapshot = await this.#settled();
      const enforced = enforcedProject(this.#declared, snapshot);
      const record = parseRecord(snapshot.records.get(this.#declared.service));
      const same = record?.outcome === "completed" && record.mode === "deploy" && record.digest === this.#digest;
      if (same && enforced.differences.length === 0 && this.#stages === undefined) return;
      if (!(await this.#deploy(snapshot, enforced))) continue;
      await this.#prove();
      return;
    }
    throw new DeploymentError(
      `${this.#name}: stage prepare failed: its containers changed ${ATTEMPTS} times while they were to be deployed; fix: stop whatever else changes them, then run again`,
    );
  }

  async delete(): Promise<void> {
    refuseStages(`${this.#name}: its removal`);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const snapshot = await this.#settled();
      const enforced = enforcedProject(this.#declared, snapshot);
      const networks = snapshot.engine.networks.some(
        ({ Labels: labels }) => labels?.["com.docker.compose.project"] === this.#declared.project,
      );
      if (!enforced.present && !networks) return;
      const orders = { up: [], remove: [], unpause: [], start: [], restart: [], renewNetwork: [], files: false };
      const done = await this.#run("delete", snapshot, { enforced, orders, ...NOTHING_TO_DEPLOY });
      this.#context.snapshots.forget(this.node);
      if (done) return;
    }
    throw new DeploymentError(`${this.#name}: its containers could not be removed, since other runs of it came in between; fix: run again`);
  }

  get #name(): string {
    return `${this.node} ${this.#declared.service}`;
  }

  /** A fresh snapshot in which no run of this service is under way any more. */
  async #settled(): Promise<NodeSnapshot> {
    const { snapshots } = this.#context;
    for (;;) {
      snapshots.forget(this.node);
      const snapshot = await snapshots.of(this.node);
      const record = parseRecord(snapshot.records.get(this.#declared.service));
      if (record === undefined || isOver(record) || this.#dead.has(record.run)) return snapshot;
      this.#context.say(`${this.#name}: takes up the run ${record.run} of ${printable(record.by)}, which is in stage ${record.stage}`);
      const end = await follow(await this.#place(snapshot.root), record.run, this.#tell);
      if (end?.finished !== true) {
        this.#dead.add(record.run);
        this.#context.say(
          `${this.#name}: the run ${record.run} of ${printable(record.by)} was killed in stage ${end?.record.stage ?? record.stage}; its lock is cleared, and it goes on from what is on the node`,
        );
      } else if (end.record.digest === this.#digest && (end.record.outcome === "failed" || end.record.outcome === "rolled-back")) {
        throw runError(this.node, this.#declared.service, end, this.#hider(snapshot));
      }
    }
  }

  /** Checks, then starts a run and follows it. False when it has to be planned again. */
  async #deploy(snapshot: NodeSnapshot, enforced: EnforcedProject): Promise<boolean> {
    const generation = await declaredGeneration(this.node, this.#context.checkout);
    const orders = ordersOf(this.#declared, enforced, snapshot);
    const looksOnly = this.#stages?.every((stage) => stage === "verify" || stage === "diagnose") === true;
    if (looksOnly) return this.#run("deploy", snapshot, { enforced, orders, ...NOTHING_TO_DEPLOY });
    const circumstances: Circumstances = {
      declared: this.#declared,
      contract: this.#contract,
      snapshot,
      enforced,
      orders,
      generation,
      payload: Buffer.byteLength(JSON.stringify([this.#declared.document, this.#declared.files])),
      tools: checksOf(this.#contract, this.#declared.document, enforced).tools,
    };
    const connection = await this.#context.connections.to(this.node);
    const answers = await probe(connection, snapshot.root, questionsOf(circumstances));
    const program = programOf(generation, answers.programs);
    const spoken = program === undefined ? "v2" : generationOf(program);
    const { document, files, project, service } = this.#declared;
    const { text, problems: words } = documentText(document, project, spoken, snapshot);
    const problems = [...unmet(circumstances, answers), ...words];
    if (problems.length > 0 || program === undefined) throw unmetError(this.node, this.#declared.service, problems);
    for (const container of enforced.containers.extra.filter(({ Id }) => orders.remove.includes(Id)))
      this.#context.say(`${this.#name}: removes the container ${nameOf(container)}, which no service declares any more`);
    const directory = `${snapshot.root}/services/${service}`;
    return this.#run(
      "deploy",
      snapshot,
      { enforced, orders, pull: imagesToPull(circumstances), program, document: text },
      (staged) => documentText(stagedDocument(document, directory, files, staged), project, spoken, snapshot).text,
    );
  }

  /** False when it has to be planned again. */
  async #run(
    mode: "deploy" | "delete",
    snapshot: NodeSnapshot,
    parts: Pick<Parameters<typeof runFiles>[0], "enforced" | "orders" | "pull" | "program" | "document">,
    /** The document with placed files in the folder that the run has them in. */
    checkIn?: (staged: string) => string,
  ): Promise<boolean> {
    const place = await this.#place(snapshot.root);
    const run = `${Date.now().toString(36)}-${randomBytes(4).toString("hex")}`;
    const checks = checksOf(this.#contract, this.#declared.document, parts.enforced);
    const files = runFiles({
      ...parts,
      check: checkIn?.(`${snapshot.root}/state/deploy/${this.#declared.service}/incoming-${run}/files`),
      mode,
      checks,
      snapshot,
      stages: this.#stages,
      node: this.node,
      by: whoami(),
      digest: this.#digest,
      lockSeconds: lockSeconds(this.#context),
      declared: this.#declared,
      contract: this.#contract,
    });
    if ((await startRun(place, run, files)) === "busy") return false;
    const end = await follow(place, run, this.#tell);
    if (end === undefined)
      throw new DeploymentError(
        `${this.#name}: stage prepare failed: the run ${run} ended without a word; fix: read ${snapshot.root}/state/deploy/${this.#declared.service}/log on the node`,
      );
    if (end.record.cleared !== "")
      this.#context.say(`${this.#name}: the lock of ${printable(end.record.cleared)}, which was killed, was cleared`);
    if (end.finished && end.record.outcome === "moved") return false;
    if (end.finished && end.record.outcome === "completed") {
      if (end.record.reason !== "") this.#context.say(`${this.#name}: ${printable(this.#hider(snapshot)(end.record.reason))}`);
      for (const name of parts.orders.up) this.#made.add(name);
      return true;
    }
    if (end.finished && end.record.outcome === "stopped") throw stoppedError(this.node, this.#declared.service, end, this.#hider(snapshot));
    throw runError(this.node, this.#declared.service, end, this.#hider(snapshot));
  }

  /**
   * What was applied has to be what the engine enforces. What differs on a container that was just made, and need not be
   * enforced to the letter, is how this engine stores it: that is told once, and remembered on the node.
   */
  async #prove(): Promise<void> {
    const { snapshots } = this.#context;
    snapshots.forget(this.node);
    const snapshot = await snapshots.of(this.node);
    const enforced = enforcedProject(this.#declared, snapshot);
    const differences = enforced.differences.filter(({ path }) => !isRemembered(path) || !this.#made.has(String(path[2])));
    if (differences.length === 0) {
      if (enforced.differences.length > 0) await this.#remember(enforced, snapshot);
      return;
    }
    const list = differences
      .map((difference) => `  - ${formatProblem({ path: formatPath(difference.path), message: enforcedWords(difference) })}`)
      .join("\n");
    throw new DeploymentError(
      `${this.#name}: stage verify failed: ${differences.length} declared ${differences.length === 1 ? "value is" : "values are"} not enforced:\n${list}`,
    );
  }

  async #remember({ differences, normalForms: { known, held, formsOf } }: EnforcedProject, snapshot: NodeSnapshot): Promise<void> {
    const salt = known?.salt ?? randomBytes(16).toString("hex");
    const here = new Set(differences.map(({ path }) => formatPath(path)));
    const fresh = formsOf(salt).filter(({ path }) => here.has(path));
    const unknown = differences.length - fresh.length;
    if (unknown > 0) throw new DeploymentError(`${this.#name}: stage verify failed: ${unknown} declared values cannot be compared`);
    await writeNormalForms(await this.#place(snapshot.root), { salt, forms: [...held, ...fresh] });
    const hide = this.#hider(snapshot);
    for (const { path, enforced } of differences) {
      const written = at({ document: this.#declared.document }, ...path.map(String));
      const words = written === undefined ? "" : `${shortly(written)} `;
      this.#context.say(
        hide(
          `${this.#name}: the engine stores ${formatPath(path)} ${words}as ${enforced === undefined ? "nothing" : shortly(enforced)}; that is remembered`,
        ),
      );
    }
    this.#context.snapshots.forget(this.node);
  }

  async #place(root: string): Promise<RunPlace> {
    return { connection: await this.#context.connections.to(this.node), root, service: this.#declared.service };
  }

  readonly #tell = (record: RunRecord): void => {
    if (isOver(record)) return;
    const reason = record.reason === "" ? "" : `: ${printable(record.reason)}`;
    this.#context.say(`${this.#name}: ${record.outcome === "waiting" ? "waits" : record.stage}${reason}`);
  };

  /** Takes values of the env file and of the program's secrets out of a text. */
  #hider(snapshot: NodeSnapshot): (text: string) => string {
    const redaction = redactionOf(this.#declared, this.#contract, snapshot);
    return (text) => redaction.hide(text);
  }
}

function shortly(value: Json): string {
  return printable(JSON.stringify(value)).slice(0, 200);
}

function enforcedWords({ enforced }: Difference): string {
  return enforced === undefined ? "is not there" : `is ${printable(JSON.stringify(enforced)).slice(0, 200)} on the node`;
}
