import { ExpectedError } from "../../setup/expected.ts";
import { checkout } from "../../setup/places.ts";
import { paint, wantsColour } from "../shared/terminal/colour.ts";
import { byPolicy, inOrder, type Judgement } from "./judgement.ts";
import { renderJudgements } from "./render.ts";

export interface PolicyOptions {
  readonly json?: boolean;
  readonly sarif?: boolean;
  /** An exported state to judge instead of the sites. */
  readonly state?: string;
}

/**
 * Asks the policy pack about sites or about a state and prints what it says, by policy.
 *
 * @returns 0, or 1 when a mandatory policy is violated or something cannot be judged, or 130 after Ctrl-C
 * @throws ExpectedError for options that do not go together
 */
export async function askPolicies(names: readonly string[], options: PolicyOptions): Promise<number> {
  if (options.json === true && options.sarif === true)
    throw new ExpectedError("--json and --sarif are two forms of the same answer; allowed: one of them");
  if (options.state !== undefined && names.length > 0)
    throw new ExpectedError("--state judges one state and no site; fix: leave the sites out");
  const judgements = (await judged(names, options)).map(inOrder);
  process.stdout.write(await format(judgements, options));
  if (judgements.some(({ cancelled }) => cancelled)) return 130;
  return judgements.every(({ ok }) => ok) ? 0 : 1;
}

/** Each way loads only what it needs. */
async function judged(names: readonly string[], { state }: PolicyOptions): Promise<Judgement[]> {
  if (state !== undefined) return [await (await import("./state.ts")).judgeState(state)];
  return (await import("./sites.ts")).judgeSites(names);
}

async function format(judgements: readonly Judgement[], options: PolicyOptions): Promise<string> {
  if (options.sarif === true) {
    // Only this form needs to know where things stand in git; reading all of it takes longer than the rest of the command.
    const [{ sarif }, { loadInventory }] = await Promise.all([import("./sarif.ts"), import("../../src/rules/load/index.ts")]);
    return `${JSON.stringify(sarif(judgements, loadInventory(checkout()).inventory), undefined, 2)}\n`;
  }
  if (options.json !== true) return renderJudgements(judgements, paint(wantsColour(process.stdout, process.env)));
  const sites = judgements.map(({ of, ok, passed, violations, errors }) => ({ site: of, ok, passed, violations, errors }));
  return `${JSON.stringify({ sites, policies: byPolicy(judgements) }, undefined, 2)}\n`;
}
