import { at, numberOf, textOf } from "../json.ts";
import type { Json } from "../json.ts";
import { single } from "./context.ts";
import type { FieldGroup } from "./context.ts";

const CONDITIONS: Readonly<Record<string, string>> = { none: "no", any: "always", "": "always" };

/** The restart policy; without one a container stays down. */
export const restart: FieldGroup = ({ service, host }) => {
  const { Name = "", MaximumRetryCount: retries = 0 } = host.RestartPolicy ?? {};
  const name = Name === "" ? "no" : Name;
  const actual = name === "on-failure" && retries > 0 ? `${name}:${retries}` : name;
  const wanted = declaredPolicy(service);
  const declared = service["restart"] !== undefined;
  return single(["restart"], wanted === actual, () => (actual === "no" && !declared ? undefined : actual));
};

function declaredPolicy(service: Json): string {
  const own = textOf(at(service, "restart"));
  if (own !== undefined && own !== "") return own.replace(/^on-failure:0$/, "on-failure");
  const policy = at(service, "deploy", "restart_policy");
  if (policy === undefined || policy === null) return "no";
  const condition = textOf(at(policy, "condition")) ?? "";
  const attempts = numberOf(at(policy, "max_attempts")) ?? 0;
  const name = CONDITIONS[condition] ?? condition;
  return name === "on-failure" && attempts > 0 ? `${name}:${attempts}` : name;
}
