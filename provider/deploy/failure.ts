import { formatProblem, visible } from "../../compose/problem.ts";
import type { Problem } from "../../compose/problem.ts";
import type { RunEnd } from "./runs.ts";

/** A deployment that did not end in the declared state: stage, service, node, reason and the last log lines. */
export class DeploymentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DeploymentError";
  }
}

/** Everything that has to be right before anything is touched, in one message. */
export function unmetError(node: string, service: string, problems: readonly Problem[]): DeploymentError {
  const list = problems.map((problem) => `  - ${formatProblem(problem)}`).join("\n");
  return new DeploymentError(
    `${node} ${service}: stage prepare: ${problems.length} of its preconditions ${problems.length === 1 ? "is" : "are"} not met, and nothing was touched:\n${list}`,
  );
}

/**
 * A run of some stages that went well is still no deployment.
 * @param hide takes the values out that may not be shown
 */
export function stoppedError(
  node: string,
  service: string,
  { record, diagnosis }: RunEnd,
  hide: (text: string) => string,
): DeploymentError {
  return new DeploymentError(
    `${node} ${service}: ${printable(hide(record.reason))}; fix: leave HOMELAB_STAGES out to deploy${logsOf(hide(diagnosis))}`,
  );
}

/** @param hide takes the values out that may not be shown */
export function runError(
  node: string,
  service: string,
  { record, finished, diagnosis }: RunEnd,
  hide: (text: string) => string,
): DeploymentError {
  const reason = finished
    ? record.reason
    : `the run ${record.run} on the node was killed; fix: run again, it is taken up from what is on the node`;
  const details = finished ? logsOf(hide(diagnosis)) : "";
  return new DeploymentError(`${node} ${service}: stage ${record.stage} failed: ${printable(hide(reason))}${details}`);
}

/** An error travels to the engine in a header of bounded size; the end of the logs is what counts. */
const LOG_BOUND_CHARACTERS = 2400;

/** Without the first line, which is the reason, and indented. */
function logsOf(diagnosis: string): string {
  const lines = diagnosis
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => `  ${printable(line)}`);
  const kept: string[] = [];
  let length = 0;
  for (const line of lines.toReversed()) {
    length += line.length + 1;
    if (length > LOG_BOUND_CHARACTERS) break;
    kept.unshift(line);
  }
  return kept.length === 0 ? "" : `\n${kept.join("\n")}`;
}

/** A text of a node that can neither spoil a terminal or a table nor pass for another one: colours go, the rest is shown escaped. */
export function printable(text: string): string {
  return visible(text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, ""));
}
