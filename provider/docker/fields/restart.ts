import { restartPolicyOf, restartPolicyText } from "../../../compose/values/restart-policy.ts";
import { composeDialectOf } from "../containers.ts";
import type { Difference } from "../difference.ts";
import { single } from "./context.ts";
import type { FieldGroup } from "./context.ts";

/** What `deploy.restart_policy.condition` calls the engine's names. */
const CONDITIONS: Readonly<Record<string, string>> = { no: "none", always: "any" };

/** The restart policy, at the attribute that decides it; without one a container stays down. */
export const restart: FieldGroup = ({ service, declared, host, container }) => {
  const { Name = "", MaximumRetryCount: retries = 0 } = host.RestartPolicy ?? {};
  const name = Name === "" ? "no" : Name;
  const wanted = restartPolicyOf(service, composeDialectOf(container));
  if (wanted.decidedBy === "deploy") return ofDeploy(wanted, { name, attempts: name === "on-failure" ? retries : 0 });
  const actual = restartPolicyText({ name, attempts: retries });
  const written = declared["restart"] !== undefined;
  return single(["restart"], restartPolicyText(wanted) === actual, () => (actual === "no" && !written ? undefined : actual));

  function ofDeploy(asked: { name: string; attempts: number }, found: { name: string; attempts: number }): Difference[] {
    const place = ["deploy", "restart_policy"];
    const bound = asked.name === "on-failure" ? asked.attempts : 0;
    return [
      ...single([...place, "condition"], asked.name === found.name, () => CONDITIONS[found.name] ?? found.name),
      ...single([...place, "max_attempts"], bound === found.attempts, () => (found.attempts === 0 ? undefined : found.attempts)),
    ];
  }
};
