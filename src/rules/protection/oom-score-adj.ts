import type { Problem } from "../../../compose/problem.ts";
import { containerLabel, containersOf, type ContainerFacts, type ProjectFacts } from "../facts.ts";
import { isUnknown } from "../unknown.ts";

/** The score that takes a container out of the host kernel's choice of victims. */
export const protectedScore = -900;

/** The six containers that must never be a victim, each with the services it may belong to. (Seed 000.) */
export const protectedContainers: ReadonlyMap<string, readonly string[]> = new Map([
  ["executor", ["control-plane", "executor"]],
  ["observer", ["control-plane", "observer"]],
  ["supervisor", ["control-plane", "supervisor"]],
  ["operator-ui", ["control-plane", "operator-ui"]],
  ["node-agent", ["node-agent"]],
  ["stability-agent", ["stability-agent"]],
]);

export interface OomScoreOptions {
  /** The nodes on which the six must have the score. @default ["VPS"] */
  readonly requiredOn?: readonly string[];
}

/**
 * `oom_score_adj: -900` on the six protected containers of the VPS; allowed for the same six elsewhere; nobody else may
 * have a score below 0, since every exempt container makes another one the victim.
 */
export function oomScoreAdj(project: ProjectFacts, options: OomScoreOptions = {}): Problem[] {
  const required = (options.requiredOn ?? ["VPS"]).includes(project.node);
  const containers = containersOf(project);
  if (isUnknown(containers)) {
    const message = `the services of ${project.service} on ${project.node} are not known before the update, nor their oom_score_adj`;
    return [{ path: "services", message, undecided: true }];
  }
  return containers.flatMap((container) => {
    const verdict = judge(container, required);
    return verdict === undefined ? [] : [located(container, verdict)];
  });
}

type Verdict = Omit<Problem, "path" | "place">;

function judge(container: ContainerFacts, required: boolean): Verdict | undefined {
  const { definition } = container;
  const label = containerLabel(container);
  const score = isUnknown(definition) ? definition : definition["oom_score_adj"];
  if (isUnknown(score)) return { message: `the oom_score_adj of ${label} is not known before the update`, undecided: true };
  if (score !== undefined && (typeof score !== "number" || !Number.isInteger(score))) {
    return { message: `the oom_score_adj of ${label} is ${show(score)}`, allowed: "a whole number, written as a literal" };
  }
  if (score !== undefined && (score < -1000 || score > 1000)) {
    return { message: `the oom_score_adj of ${label} is ${score}`, allowed: "-1000 to 1000" };
  }
  if (isProtected(container)) return judgeProtected(label, score, required);
  if (score === undefined || score >= 0) return undefined;
  return {
    message: `${label} has oom_score_adj: ${score}, but is not one of the protected services`,
    allowed: `below 0 only for ${[...protectedContainers.keys()].join(", ")}`,
    fix: "remove oom_score_adj",
  };
}

function judgeProtected(label: string, score: number | undefined, required: boolean): Verdict | undefined {
  if (score === protectedScore || (score === undefined && !required)) return undefined;
  const fix = `set oom_score_adj: ${protectedScore}`;
  if (score === undefined) {
    return { message: `${label} has no oom_score_adj, so the kernel may pick it as a victim`, allowed: String(protectedScore), fix };
  }
  return { message: `${label} has oom_score_adj: ${score}`, allowed: String(protectedScore), fix };
}

function isProtected(container: ContainerFacts): boolean {
  return protectedContainers.get(container.name)?.includes(container.project.service) ?? false;
}

function located(container: ContainerFacts, verdict: Verdict): Problem {
  const path = ["services", container.name, "oom_score_adj"];
  const place = container.project.placeOf?.(path);
  return { ...(place === undefined ? {} : { place }), path: path.join("."), ...verdict };
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
