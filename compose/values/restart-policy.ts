/** What a service's `restart` and `deploy.restart_policy` come to, as the engine is told. */
export interface RestartPolicy {
  /** `no`, `always`, `unless-stopped`, `on-failure`; another text is passed on as it is, and the engine refuses it. */
  readonly name: string;
  /** How often at most; 0 stands for no bound. */
  readonly attempts: number;
  /** Which attribute decides; undefined when neither is there. */
  readonly decidedBy: "restart" | "deploy" | undefined;
}

/** The generation of Compose: a `restart_policy` without a condition is `any` to 1.29.2 and nothing to newer ones. */
export type RestartDialect = "v1" | "v2";

/** The engine's names of what `deploy` calls otherwise; `restart` takes them as well. */
const NAMES: Readonly<Record<string, string>> = { none: "no", any: "always", "": "no" };

/**
 * The policy that Compose makes of a service, variables expanded: `deploy.restart_policy` wins over `restart` (2.40.3 and
 * 5.1.0: `getRestartPolicy`; 1.29.2: `translate_deploy_keys_to_container_config`).
 */
export function restartPolicyOf(service: unknown, dialect: RestartDialect = "v2"): RestartPolicy {
  const deployed = member(member(service, "deploy"), "restart_policy");
  if (typeof deployed === "object" && deployed !== null) {
    const condition = textOf(member(deployed, "condition")) ?? (dialect === "v1" ? "any" : "");
    return { name: NAMES[condition] ?? condition, attempts: countOf(member(deployed, "max_attempts")), decidedBy: "deploy" };
  }
  const written = textOf(member(service, "restart"));
  if (written === undefined || written === "") return { name: "no", attempts: 0, decidedBy: undefined };
  const [word = "", attempts] = written.split(":");
  return { name: NAMES[word] ?? word, attempts: countOf(attempts), decidedBy: "restart" };
}

/** One text for the name and the bound: `on-failure:3`. */
export function restartPolicyText({ name, attempts }: Pick<RestartPolicy, "name" | "attempts">): string {
  return name === "on-failure" && attempts > 0 ? `${name}:${attempts}` : name;
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** YAML reads an unquoted `no` as false. */
function textOf(value: unknown): string | undefined {
  return value === false ? "no" : typeof value === "string" ? value : undefined;
}

function countOf(value: unknown): number {
  return /^\d+$/.test(String(value)) ? Number(value) : 0;
}
