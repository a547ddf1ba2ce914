import { DurationError, parseDuration } from "../../compose/values/duration.ts";
import { replicasOf } from "../docker/containers.ts";
import { namedJobs } from "../docker/jobs.ts";
import { at, isJsonList, isJsonMap, numberOf, textOf } from "../docker/json.ts";
import type { Json, JsonMap } from "../docker/json.ts";
import { declaredStatus } from "../docker/status.ts";
import type { EnforcedProject } from "../docker/index.ts";

/** After a service without a health check of its own looks well, it has to stay so for this many seconds. */
const SETTLE_SECONDS = 3;

/** When a deployment is done, as lines for the runner; the contract's health check decides, and everything declared runs. */
export interface Checks {
  readonly lines: readonly string[];
  /** Seconds until the service has to be healthy. */
  readonly deadline: number;
  /** Whether the node needs a program for the question, and which ones would do. */
  readonly tools: readonly string[];
}

/** The checks of a service. Missing parts of the contract take its defaults: 10s, 5s, 3m. */
export function checksOf(contract: Json | undefined, document: JsonMap, enforced: EnforcedProject): Checks {
  const services = isJsonMap(document["services"]) ? document["services"] : {};
  const question = at(contract, "healthcheck");
  const type = textOf(at(question, "type"));
  const deadline = seconds(at(question, "deadline"), 180);
  const asked = at(question, "services");
  const healthy = isJsonList(asked) ? new Set(asked.flatMap((name) => textOf(name) ?? [])) : undefined;
  const named = new Set(namedJobs(contract));
  const lines = Object.entries(declaredStatus(services)).flatMap(([name]) => {
    const verb = named.has(name)
      ? "job"
      : enforced.jobs.has(name)
        ? "once"
        : healthy === undefined
          ? type === "container"
            ? "healthy"
            : "run"
          : healthy.has(name)
            ? "healthy"
            : "run";
    const held = (enforced.containers.ofService.get(name) ?? []).map(
      // A job that has ended is there and does not run.
      ({ Id, State: state }) => `${enforced.jobs.has(name) && state?.Running !== true ? "ended" : "held"} ${name} ${Id}`,
    );
    return [`${verb} ${name}`, `replicas ${name} ${Math.max(replicasOf(services[name] ?? null), 1)}`, ...held];
  });
  const ask = askedFromNode(type, question);
  const waits = type === "container" && Object.values(services).every((service) => at(service, "healthcheck", "test") !== undefined);
  return {
    deadline,
    lines: [
      ...lines,
      ...ask.lines,
      `deadline ${deadline}`,
      `interval ${Math.max(1, Math.min(seconds(at(question, "interval"), 10), deadline))}`,
      `timeout ${Math.max(1, seconds(at(question, "timeout"), 5))}`,
      `settle ${waits ? 0 : Math.min(SETTLE_SECONDS, deadline)}`,
    ],
    tools: ask.tools,
  };
}

function askedFromNode(type: string | undefined, question: Json | undefined): { lines: string[]; tools: string[] } {
  if (type === "http") {
    const url = textOf(at(question, "url")) ?? "";
    if (!/^https?:\/\/\S+$/.test(url)) return { lines: [], tools: [] };
    return {
      lines: ["ask http", `url ${url}`, `status ${numberOf(at(question, "expect_status")) ?? 200}`],
      tools: ["curl", "python3", "wget"],
    };
  }
  if (type === "tcp") {
    const host = textOf(at(question, "host")) ?? "127.0.0.1";
    const port = numberOf(at(question, "port"));
    if (port === undefined || !/^[\w.:%-]+$/.test(host)) return { lines: [], tools: [] };
    return { lines: ["ask tcp", `host ${host}`, `port ${port}`], tools: ["bash", "python3", "nc"] };
  }
  return { lines: [], tools: [] };
}

/** Whole seconds, rounded up. */
function seconds(value: Json | undefined, fallback: number): number {
  try {
    const text = textOf(value);
    return text === undefined ? fallback : Math.ceil(Number(parseDuration(text)) / 1e9);
  } catch (error) {
    if (error instanceof DurationError) return fallback;
    throw error;
  }
}
