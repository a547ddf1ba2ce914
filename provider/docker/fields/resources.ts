import { at, flagOf, numberOf, textOf } from "../json.ts";
import type { Json } from "../json.ts";
import type { Difference } from "../difference.ts";
import { single } from "./context.ts";
import type { FieldContext, FieldGroup } from "./context.ts";
import { bytesOf, renderSize } from "./sizes.ts";

const LIMITS = ["deploy", "resources", "limits"];
const RESERVATIONS = ["deploy", "resources", "reservations"];

/** Memory, swap, processors and the kernel's preference for killing. What is not declared is unbounded. */
export const resources: FieldGroup = (context) => {
  const { host, service } = context;
  return [
    ...size(context, ["mem_limit"], [...LIMITS, "memory"], host.Memory ?? 0),
    ...swap(context),
    ...size(context, ["mem_reservation"], [...RESERVATIONS, "memory"], host.MemoryReservation ?? 0),
    ...amount(context, ["oom_score_adj"], undefined, host.OomScoreAdj ?? 0),
    ...flag(context, "oom_kill_disable", host.OomKillDisable ?? false),
    ...swappiness(context),
    ...amount(context, ["cpus"], [...LIMITS, "cpus"], (host.NanoCpus ?? 0) / 1e9),
    ...amount(context, ["cpu_shares"], undefined, host.CpuShares ?? 0),
    ...amount(context, ["cpu_quota"], undefined, host.CpuQuota ?? 0),
    ...amount(context, ["cpu_period"], undefined, host.CpuPeriod ?? 0),
    ...single(["cpuset"], (textOf(service["cpuset"]) ?? "") === (host.CpusetCpus ?? ""), () => present(host.CpusetCpus)),
    // Engines write "no bound" as nothing, as 0 or as −1.
    ...amount(context, ["pids_limit"], [...LIMITS, "pids"], Math.max(host.PidsLimit ?? 0, 0), (bound) => Math.max(bound, 0)),
    // Undeclared, it is the engine's default, which the engine does not tell.
    ...(service["shm_size"] === undefined ? [] : size(context, ["shm_size"], undefined, host.ShmSize ?? 0)),
  ];
};

/** The place that counts: Compose lets `deploy` win where both are there. */
function placeOf(service: Json, own: readonly string[], deploy: readonly string[] | undefined): readonly string[] {
  return deploy !== undefined && at(service, ...deploy) !== undefined ? deploy : own;
}

function size(
  { declared, service }: FieldContext,
  own: readonly string[],
  deploy: readonly string[] | undefined,
  actual: number,
): Difference[] {
  const path = placeOf(service, own, deploy);
  const written = at(declared, ...path);
  return single(path, (bytesOf(at(service, ...path)) ?? 0) === actual, () => (actual === 0 ? undefined : renderSize(actual, written)));
}

/**
 * Without a declared bound the engine chooses one: twice the memory, or −1 where it cannot count swap. It keeps that when
 * somebody changes the memory alone, so both the declared and the enforced memory may be the half.
 */
function swap({ declared, service, host, snapshot }: FieldContext): Difference[] {
  const actual = host.MemorySwap ?? 0;
  const wanted = bytesOf(service["memswap_limit"]) ?? 0;
  const memory = bytesOf(at(service, ...placeOf(service, ["mem_limit"], [...LIMITS, "memory"]))) ?? 0;
  const chosen = [0, -1, 2 * memory, 2 * (host.Memory ?? 0)];
  const uncounted = snapshot.engine.info.SwapLimit === false && actual === -1;
  const same = wanted === 0 ? chosen.includes(actual) : wanted === actual || uncounted;
  return single(["memswap_limit"], same, () => (actual === 0 ? undefined : renderSize(actual, declared["memswap_limit"])));
}

/** Nothing, −1 and the kernel's usual 60 are the same to an engine that was told nothing. */
function swappiness({ declared, service, host }: FieldContext): Difference[] {
  const actual = host.MemorySwappiness ?? -1;
  const wanted = numberOf(service["mem_swappiness"]) ?? -1;
  return single(["mem_swappiness"], wanted === actual, () => (actual === -1 ? undefined : like(declared["mem_swappiness"], actual)));
}

function amount(
  { declared, service }: FieldContext,
  own: readonly string[],
  deploy: readonly string[] | undefined,
  actual: number,
  normal: (value: number) => number = (value) => value,
): Difference[] {
  const path = placeOf(service, own, deploy);
  const wanted = normal(numberOf(at(service, ...path)) ?? 0);
  return single(path, Math.abs(wanted - actual) < 1e-6, () => (actual === 0 ? undefined : like(at(declared, ...path), actual)));
}

function flag({ service }: FieldContext, attribute: string, actual: boolean): Difference[] {
  return single([attribute], (flagOf(service[attribute]) ?? false) === actual, () => actual);
}

function like(declared: Json | undefined, value: number): Json {
  return typeof declared === "string" ? String(value) : value;
}

function present(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
