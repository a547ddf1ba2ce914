import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { at, isJsonMap, textOf } from "../../provider/docker/json.ts";
import type { Json, JsonMap } from "../../provider/docker/json.ts";
import type { NodeSnapshot } from "../../provider/docker/snapshot.ts";
import { enforcedProject } from "../../provider/kinds/project/read.ts";
import type { Deployment } from "../../src/inventory/inventory.ts";
import { nodesOf } from "../../src/inventory/inventory.ts";
import { loadInventoryCached } from "../../src/rules/load/cached.ts";
import { formatReport } from "../../compose/problem.ts";
import { hostFolder } from "../../src/inventory/schema/index.ts";
import { suggest } from "../../compose/suggest.ts";
import { declaredProject } from "../shared/live/index.ts";
import { lookAtNodes } from "../plan/nodes.ts";
import { exportState } from "../plan/state.ts";
import { chooseSites } from "../preview/sites.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { setUp } from "../../setup/set-up.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import { adoptionOf, shownPath } from "./adoption.ts";
import type { Adoption, Refused } from "./adoption.ts";
import { judgeOverride } from "./judge.ts";
import { editOverride, GONE, RESET } from "./override.ts";
import type { Edit } from "./override.ts";
import { packProblems } from "./pack.ts";

export interface AdoptOptions {
  /** The node, where a service runs on several. */
  readonly node?: string;
  /** Only these places, as a drift report shows them, with everything below. @default all that drifted */
  readonly paths: readonly string[];
  /** Shows what would be written and writes nothing. @default false */
  readonly dryRun?: boolean;
}

/** What was adopted. */
export interface Adopted {
  readonly node: string;
  /** The override, relative to the checkout. */
  readonly file: string;
  readonly before: string;
  /** The same as before when there is nothing to write. */
  readonly after: string;
  /** The places that git then declares as the node enforces them. */
  readonly paths: readonly string[];
  readonly refused: readonly Refused[];
}

/**
 * Makes git ask for what a node enforces: every place where it is not as it was applied goes into the override of the service
 * on that node. The result is read, resolved, compared with the node, and held against the rules and the policies
 * before it is written.
 * @throws ExpectedError when there is nothing to compare with, or the rules are against it; then nothing is written
 */
export async function adoptService(site: string, service: string, options: AdoptOptions): Promise<Adopted> {
  const ready = await setUp({ plugins: "preview" });
  const { root } = ready.places;
  chooseSites([site], ready.sites, []);
  const deployment = await deploymentOf(site, service, options.node, root);
  const { node } = deployment;
  const [applied, [look]] = await Promise.all([appliedOf(site, deployment, ready), lookAtNodes(site, root, new Set([node]))]);
  if (look?.state !== "read") throw new ExpectedError(look?.error.message ?? `${node} is not in inventory/topology.yaml`);

  const drift = enforcedProject(applied, look.snapshot).differences;
  const chosen = drift.filter(
    (difference) => options.paths.length === 0 || options.paths.some((path) => isWithin(shownPath(difference), path)),
  );
  const unknown = options.paths.filter((path) => !drift.some((difference) => isWithin(shownPath(difference), path)));
  if (unknown.length > 0) {
    throw new ExpectedError(
      `${unknown.map((path) => JSON.stringify(path)).join(", ")}: nothing of ${service} on ${node} drifted there; allowed: ${drift.map(shownPath).join(", ") || "nothing, it is as it was applied"}`,
    );
  }
  const adoption = adoptionOf(chosen, applied.document, declaredProject(deployment).document);
  const file = `hosts/${hostFolder(node)}/runtime/${service}/docker-compose.override.yml`;
  const before = read(join(root, file));
  const after = adoption.edits.length === 0 ? before : judged(root, file, before, adoption, deployment, look.snapshot);
  const violations = after === before ? [] : await packProblems(root, site, file, after);
  if (violations.length > 0)
    throw new ExpectedError(
      `what ${node} enforces is against the policies, and nothing was written:\n${violations.map((line) => `  ${line}`).join("\n")}`,
    );
  if (after !== before && options.dryRun !== true) write(join(root, file), after);
  return { node, file, before, after, paths: adoption.paths, refused: adoption.refused };
}

/**
 * The edited text, once nothing speaks against it.
 * @throws ExpectedError with every problem, or the places that Compose would not read as they are meant
 */
function judged(
  root: string,
  file: string,
  before: string,
  { edits, paths }: Adoption,
  deployment: Deployment,
  snapshot: NodeSnapshot,
): string {
  const judge = (tried: readonly Edit[]) => {
    const text = editOverride(before, tried);
    return { text, ...judgeOverride(root, file, text, deployment, snapshot) };
  };
  let result = judge(edits);
  if (result.problems.length === 0 && paths.some((path) => result.left.has(path))) {
    // What is gone from the override may stand in the base, and only `!reset` takes it out of there.
    result = judge(edits.map((edit) => (edit.value === GONE && isLeft(edit, result.left) ? { ...edit, value: RESET } : edit)));
  }
  if (result.problems.length > 0)
    throw new ExpectedError(`what ${deployment.node} enforces breaks a rule, and nothing was written:\n${formatReport(result.problems)}`);
  const left = paths.filter((path) => result.left.has(path));
  if (left.length > 0)
    throw new ExpectedError(
      `${left.join(", ")}: this cannot be said in an override so that Compose means it, and nothing was written; fix: change services/${deployment.service}/docker-compose.yml by hand`,
    );
  return result.text;
}

function isLeft({ path }: Edit, left: ReadonlySet<string>): boolean {
  return [...left].some((place) => place === shownPath({ path: ["document", ...path] }));
}

async function deploymentOf(site: string, service: string, node: string | undefined, root: string): Promise<Deployment> {
  const nodes = nodesOf(await loadInventoryCached(root), site);
  const all = nodes.flatMap(({ deployments }) => deployments);
  const own = all.filter((deployment) => deployment.service === service);
  const names = [...new Set(all.map((deployment) => deployment.service))].sort();
  if (own.length === 0) {
    const near = suggest(service, names);
    throw new ExpectedError(
      `${JSON.stringify(service)} runs nowhere on the site ${site}; allowed: ${names.join(", ")}${near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`}`,
    );
  }
  const found = node === undefined ? own : own.filter((deployment) => deployment.node === node);
  const [first] = found;
  if (first === undefined)
    throw new ExpectedError(`${service} does not run on ${JSON.stringify(node)}; allowed: ${own.map((one) => one.node).join(", ")}`);
  if (found.length > 1)
    throw new ExpectedError(`${service} runs on several nodes; fix: --node ${own.map((one) => one.node).join(" or --node ")}`);
  return first;
}

/** What the last `up` recorded. @throws ExpectedError when there was none, or when it holds secrets of the program */
async function appliedOf(
  site: string,
  { node, service, project }: Deployment,
  ready: EngineEnvironment,
): Promise<{ project: string; service: string; document: JsonMap; files?: Json }> {
  const { deployment = {} } = await exportState(site, ready);
  const found = (deployment.resources ?? []).find(
    ({ type, inputs }) => type === "homelab:compose:Project" && inputs?.["node"] === node && inputs["project"] === project,
  );
  const inputs = found?.inputs as Json | undefined;
  const document = at(inputs, "document");
  if (!isJsonMap(document))
    throw new ExpectedError(
      `${service} on ${node} is not in the state of ${site}: it was never applied, so nobody can say what drifted; fix: plan and apply it, or import it`,
    );
  const files = at(inputs, "files");
  return { project: textOf(at(inputs, "project")) ?? project, service, document, ...(files === undefined ? {} : { files }) };
}

/** Whether a place is the one named or below it; `document.` in front may be left out. */
function isWithin(place: string, path: string): boolean {
  const wanted = path.replace(/^document\./, "");
  return place === wanted || (place.startsWith(wanted) && /^[.[]/.test(place.slice(wanted.length)));
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return "";
    throw error;
  }
}

/** Written beside and renamed: an override is there whole or as it was. */
function write(path: string, text: string): void {
  const beside = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(beside, text);
  // A file of the checkout is for everybody who may read the checkout.
  chmodSync(beside, 0o644);
  renameSync(beside, path);
}
