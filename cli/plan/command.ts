import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { nodesOf } from "../../src/inventory/inventory.ts";
import { loadInventoryCached } from "../../src/rules/load/cached.ts";
import { oneLine } from "../../compose/problem.ts";
import type { SitePreview } from "../preview/run.ts";
import { chooseSites } from "../preview/sites.ts";
import { projectName } from "../../setup/stacks.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { setUp } from "../../setup/set-up.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import { CHANGES, ENGINE_PLAN, MANIFEST, SUMMARY, writeBundle } from "./bundle.ts";
import { sha256 } from "./canonical.ts";
import type { Effects } from "./effects.ts";
import { effectsOf } from "./effects.ts";
import { namedFiles, revisionOf } from "./git.ts";
import type { Allowed } from "./guard.ts";
import { guardProblems } from "./guard.ts";
import { liveDigest, nodeDigests } from "./live-facts.ts";
import { backendName, LONGEST_LIFETIME } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { importProblems } from "./imports.ts";
import { lookAtNodes } from "./nodes.ts";
import type { NodeLook } from "./nodes.ts";
import { policyDigest } from "./policy-digest.ts";
import { previewToFile } from "./previewed.ts";
import { scopeOf } from "./scope.ts";
import { holdsSecrets, saltDigest, SECRETS_KEY, shareSalt } from "./secrets-key.ts";
import { exportState, stateDigest, urnsOf } from "./state.ts";
import { summaryOf } from "./summary.ts";
import { selectionArguments, selectionOf } from "./targets.ts";
import { undecidedPolicies } from "./undecided.ts";
import { versionsOf } from "./versions.ts";

export interface PlanOptions {
  /** URNs, nodes or `NODE/service`; empty for the whole site. */
  readonly targets: readonly string[];
  readonly allowed: Allowed;
  /** Where the bundle goes. @default a new folder below `.homelab/plans` */
  readonly out?: string;
  /** Hours. @default 24 */
  readonly lifetimeHours?: number;
  /** @default the real one */
  readonly now?: () => Date;
  /** Told what is being done. */
  readonly say?: (sentence: string) => void;
}

/** A plan that was made. */
export interface MadePlan {
  readonly folder: string;
  readonly sha256: string;
  readonly manifest: Manifest;
  readonly preview: SitePreview;
  readonly effects: Effects;
}

/** How long a plan is good for when nobody says, in hours. */
const LIFETIME = 24;

/**
 * Makes a plan of a site and writes its bundle. What the plan is bound to is looked at before the engine is asked, so that
 * whatever moves meanwhile is refused at the latest when it is applied.
 * @throws ExpectedError when there is nothing to bind it to, a node cannot be judged, the preview fails, a mandatory policy
 * is violated or cannot judge yet, or a step needs a word that was not given
 */
export async function makePlan(site: string, options: PlanOptions): Promise<MadePlan> {
  const { now = () => new Date(), lifetimeHours = LIFETIME, say = () => undefined } = options;
  if (!(lifetimeHours > 0 && lifetimeHours <= LONGEST_LIFETIME)) {
    throw new ExpectedError(`--lifetime ${lifetimeHours} is not allowed; allowed: hours above 0, at most ${LONGEST_LIFETIME}`);
  }
  const ready = await setUp({ plugins: "preview" });
  const { root } = ready.places;
  chooseSites([site], ready.sites, []);
  const [revision, inventory] = await Promise.all([revisionOf(root), loadInventoryCached(root)]);
  if (revision.changed.length > 0) {
    throw new ExpectedError(
      `a plan is bound to a commit, and the checkout is not as in ${revision.commit.slice(0, 12)}: ${namedFiles(revision.changed)}; fix: commit or put back what changed`,
    );
  }
  const places = new Map(nodesOf(inventory, site).map(({ name, deployments }) => [name, deployments.map(({ service }) => service)]));
  const selection = selectionOf(options.targets, places);
  say("reading the state and the nodes");
  const [state, looks] = await Promise.all([exportState(site, ready), lookAtNodes(site, root, selection.nodes)]);
  const unreachable = unreachableNodes(looks, selection.targets.length > 0);
  await shareSalt(state, site, ready);
  say("previewing");
  const { preview, enginePlan } = await previewToFile(
    site,
    ready,
    selectionArguments(
      selection,
      unreachable.map(({ node }) => node),
    ),
  );
  const undecided = undecidedPolicies(preview.plan.violations);
  if (undecided.length > 0) {
    throw new ExpectedError(
      `the plan is refused, since policies wait for values that only the update would know, and the update of a plan asks no policy:\n${undecided.map((line) => `  ${line}`).join("\n")}\nfix: write the values into the data, or bring what they come from up first with --target`,
    );
  }
  const unsafe = importProblems(
    preview.plan.resources,
    nodesOf(inventory, site),
    inventory.topology.sites[site]?.lan?.domain,
    preview.offline,
  );
  if (unsafe.length > 0)
    throw new ExpectedError(`the plan is refused, since an import changes nothing:\n${unsafe.map((line) => `  ${line}`).join("\n")}`);
  const known = urnsOf(state);
  const words = guardProblems(preview.plan.resources, known, options.allowed);
  if (words.length > 0)
    throw new ExpectedError(
      `the plan is refused, since these steps need a word of their own:\n${words.map((line) => `  ${line}`).join("\n")}`,
    );

  const manifest: Omit<Manifest, "files"> = {
    version: 1,
    site,
    backend: backendName(ready.env["PULUMI_BACKEND_URL"] ?? ""),
    project: projectName(root),
    commit: revision.commit,
    created: now().toISOString(),
    lifetimeHours,
    by: `${userInfo().username}@${hostname()}`,
    targets: [...selection.targets],
    unreachable,
    allowed: { delete: [...options.allowed.delete], create: [...options.allowed.create] },
    versions: { ...versionsOf(ready), ...(holdsSecrets(enginePlan) ? { [SECRETS_KEY]: saltDigest(site, ready) } : {}) },
    policy: policyDigest(root),
    state: stateDigest(state),
    live: liveOf(looks, preview),
    offline: offlineNeeded(preview),
    changes: Object.fromEntries(
      Object.entries(preview.plan.counts).filter(([operation]) => ["create", "update", "replace", "delete"].includes(operation)),
    ),
  };
  const effects = effectsOf(preview.plan.resources);
  const { violations, passed, warnings } = preview.plan;
  const contents: readonly (readonly [string, string])[] = [
    [ENGINE_PLAN, enginePlan],
    [SUMMARY, summaryOf({ manifest, plan: preview.plan, effects, known })],
    [CHANGES, `${JSON.stringify({ site, ...effects, policies: { passed, violations }, warnings }, undefined, 2)}\n`],
  ];
  const whole: Manifest = { ...manifest, files: Object.fromEntries(contents.map(([name, text]) => [name, sha256(text)])) };
  const files = new Map(
    [...contents, [MANIFEST, `${JSON.stringify(whole, undefined, 2)}\n`] as const].map(([name, text]) => [name, Buffer.from(text)]),
  );
  const folder = await folderOf(options.out, site, now(), ready);
  return { folder, sha256: writeBundle(folder, files), manifest: whole, preview, effects };
}

/** Nodes that are not there are left out; one of which something else is wrong needs a person first. */
function unreachableNodes(looks: readonly NodeLook[], targeted: boolean): Manifest["unreachable"] {
  const wrong = looks.flatMap((look) =>
    look.state === "error" || (targeted && look.state === "unreachable") ? [`  ${look.error.message}`] : [],
  );
  if (wrong.length > 0)
    throw new ExpectedError(
      `nothing can be planned for a node that cannot be judged:\n${wrong.join("\n")}\nfix: mend it, or plan the others with --target`,
    );
  return looks.flatMap((look) => (look.state === "unreachable" ? [{ node: look.node, reason: oneLine(look.error.message) }] : []));
}

function liveOf(looks: readonly NodeLook[], preview: SitePreview): Manifest["live"] {
  const key = randomBytes(32).toString("hex");
  const scopes = scopeOf(preview.plan.resources);
  const nodes = Object.fromEntries(
    looks.flatMap((look) => {
      const scope = scopes[look.node];
      return look.state === "read" && scope !== undefined ? [[look.node, nodeDigests(look.snapshot, scope, key)] as const] : [];
    }),
  );
  const scope = Object.fromEntries(Object.entries(scopes).filter(([node]) => Object.hasOwn(nodes, node)));
  return { digest: liveDigest(nodes), key, scope: scope as Manifest["live"]["scope"], nodes };
}

/** Plugins that are not there and that a step of this plan would need. */
function offlineNeeded({ plan, offline }: SitePreview): string[] {
  const idle = new Set(["same", "refresh", "read"]);
  return offline
    .filter(({ name }) => plan.resources.some(({ type, operation }) => type.startsWith(`${name}:`) && !idle.has(operation)))
    .map(({ name, version, lacks }) => `${name} ${version}${lacks === undefined ? "" : `, since ${lacks} is not set`}`);
}

/**
 * The folder for a bundle. One in the checkout would make the next plan refuse the checkout, unless git ignores it.
 * @throws ExpectedError for such a folder
 */
async function folderOf(out: string | undefined, site: string, now: Date, { places }: EngineEnvironment): Promise<string> {
  if (out === undefined)
    return join(
      places.homelab,
      "plans",
      `${site}-${now
        .toISOString()
        .replace(/[-:]/g, "")
        .replace(/\.\d+Z$/, "Z")}-${randomBytes(3).toString("hex")}`,
    );
  const folder = resolve(out);
  const inside = relative(places.root, folder);
  if (inside === "" || inside.startsWith(`..${sep}`) || inside === "..") return folder;
  const { execa } = await import("execa");
  const ignored = await execa("git", ["-C", places.root, "check-ignore", "--quiet", "--", folder], { reject: false, stdin: "ignore" });
  if (ignored.exitCode === 0) return folder;
  throw new ExpectedError(
    `--out ${JSON.stringify(out)} lies in the checkout, which a plan needs clean; allowed: a folder outside, or one that git ignores such as .homelab/plans/NAME`,
  );
}
