import { formatProblem, type Problem } from "../compose/problem.ts";

/** The SDK's function that records a violation, at a resource of the stack or at the stack itself. */
export type Report = (message: string, urn?: string) => void;

/**
 * Reports what a rule found. A problem that cannot be decided before the update is no violation: the unknown value behind it is
 * read, which makes the SDK say, as advice, that the policy has to wait for it. The update, which knows every value, asks again.
 * @param values What the rule was given, as the SDK handed it out.
 * @param urn The resource that the problems are about. @default the resource in question, or the stack for a stack policy
 */
export function reportProblems(problems: readonly Problem[], values: readonly unknown[], report: Report, urn?: string): void {
  const undecided = problems.filter((problem) => problem.undecided === true);
  for (const problem of problems) if (!undecided.includes(problem)) report(formatProblem(problem), urn);
  if (undecided.length === 0) return;
  values.forEach(readEverything);
  // No value threw, so nothing will be known later that is not known now.
  for (const problem of undecided) report(formatProblem(problem), urn);
}

/** Reads every property; the SDK's proxies throw at the first one that is not known yet and name it. */
function readEverything(value: unknown): void {
  if (typeof value === "object" && value !== null) for (const key of Object.keys(value)) readEverything(value[key as keyof typeof value]);
}
