import { readFileSync } from "node:fs";
import { formatProblem, ProblemError, type Problem } from "../../compose/problem.ts";
import { checkSite, type Violation } from "../../policy/check.ts";
import { checkout } from "../../setup/places.ts";
import { sitesOf, trackedSettings } from "../../setup/settings.ts";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { loadInventoryCached } from "../../src/rules/load/cached.ts";
import { parts } from "../policy/judgement.ts";
import { placeOf } from "../policy/places.ts";
import { paint, wantsColour } from "../shared/terminal/colour.ts";

export interface CheckOptions {
  readonly json?: boolean;
  /** The checkout. @default the one this file is in */
  readonly root?: string;
}

/** Something that is wrong, with its place in git. */
export interface Found {
  readonly level: "mandatory" | "advisory";
  /** Left out for what is wrong with the files themselves. */
  readonly policy?: string;
  /** The sites that it is said about. */
  readonly sites?: string[];
  readonly problem: Problem;
}

/**
 * Reads everything git says and asks the policies about every site, without Pulumi.
 * @returns 0, or 1 when a file is wrong or a mandatory policy is violated
 */
export async function check({ json = false, root = checkout() }: CheckOptions): Promise<number> {
  const started = performance.now();
  const found = await findProblems(root);
  process.stdout.write(json ? asJson(found) : asText(found, performance.now() - started));
  return found.some(({ level }) => level === "mandatory") ? 1 : 0;
}

/** Everything that is wrong with a checkout; with files that cannot be read, the policies have nothing to be asked about. */
export async function findProblems(root: string): Promise<Found[]> {
  let inventory: Inventory;
  try {
    inventory = await loadInventoryCached(root);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map((problem) => ({ level: "mandatory", problem }));
  }
  const found = new Map<string, Found & { readonly sites: string[] }>();
  for (const site of sitesOf(root)) {
    for (const violation of await checkSite(inventory, site, await settingsOf(root, site))) {
      const problem = inGit(violation, site, inventory);
      const key = `${violation.policy} ${formatProblem(problem)}`;
      const before = found.get(key);
      if (before === undefined) found.set(key, { level: violation.level, policy: violation.policy, sites: [site], problem });
      else before.sites.push(site);
    }
  }
  return [...found.values()].sort((a, b) => compare(lineOf(a), lineOf(b)));
}

function inGit({ message: text, about }: Violation, site: string, inventory: Inventory): Problem {
  const { where, message, allowed, fix } = parts(text);
  return {
    place: placeOf({ resource: about, where, of: site }, inventory),
    path: /^(services|volumes|networks|contract)\b/.test(where) ? where : "",
    message,
    ...(allowed === undefined ? {} : { allowed }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** The settings of a site in git. What is secret is encrypted there, and no policy is shown it. */
async function settingsOf(root: string, site: string): Promise<Record<string, string>> {
  const { parse } = await import("yaml");
  const { config } = (parse(readFileSync(trackedSettings(root, site), "utf8")) ?? {}) as { config?: Record<string, unknown> | null };
  return Object.fromEntries(
    Object.entries(config ?? {})
      .filter(([, value]) => !JSON.stringify(value).includes('"secure":'))
      .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function asJson(found: readonly Found[]): string {
  const problems = found.map(({ problem: { place, path: at, message, allowed, fix, suggestion }, ...rest }) => ({
    ...rest,
    ...place,
    path: at,
    message,
    allowed,
    fix,
    suggestion,
  }));
  return `${JSON.stringify({ ok: found.every(({ level }) => level !== "mandatory"), problems }, undefined, 2)}\n`;
}

function asText(found: readonly Found[], milliseconds: number): string {
  const colour = paint(wantsColour(process.stdout, process.env));
  const lines = found.map(({ level, policy, problem }) => {
    const tag = policy === undefined ? "" : ` [${policy}${level === "advisory" ? ", advice" : ""}]`;
    return `${formatProblem(problem)}${level === "advisory" ? colour.yellow(tag) : colour.red(tag)}\n`;
  });
  const wrong = found.filter(({ level }) => level === "mandatory").length;
  const advice = found.length - wrong;
  const summary = `${count(wrong, "problem")}${advice === 0 ? "" : `, ${count(advice, "piece")} of advice`}`;
  return `${lines.join("")}${wrong === 0 ? colour.green(summary) : colour.red(summary)} ${colour.dim(`(${Math.round(milliseconds)} ms)`)}\n`;
}

function count(number: number, noun: string): string {
  return `${number === 0 ? "no" : number} ${noun}${number === 1 ? "" : "s"}`;
}

function lineOf({ problem: { place } }: Found): string {
  return `${place?.file ?? ""}:${String(place?.line ?? 0).padStart(6, "0")}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
