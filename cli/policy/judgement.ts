import { compareText } from "../../compose/compare-text.ts";
import { urnName } from "../preview/events.ts";
import type { Violation } from "../preview/plan.ts";

/** What the pack said about one site, or about one state. */
export interface Judgement {
  /** The site, or the file of the state. */
  readonly of: string;
  readonly ok: boolean;
  readonly cancelled: boolean;
  /** Policies that had nothing to say; a state is judged without such a list. */
  readonly passed: readonly string[];
  readonly violations: readonly Violation[];
  /** Why it could not be judged. */
  readonly errors: readonly string[];
}

/** One sentence of a policy about one thing. */
export interface Finding {
  readonly of: string;
  /** The resource's name (`VPS/outline/project`); undefined for the stack itself. */
  readonly resource: string | undefined;
  /** Where it stands, as far as the message begins with it (`services.outline.mem_limit`, `files/a.conf:3`); may be empty. */
  readonly where: string;
  /** What is wrong, without the bound and the fix. */
  readonly message: string;
  readonly allowed: string | undefined;
  readonly fix: string | undefined;
}

/** Everything that one policy said. */
export interface PolicyFindings {
  readonly policy: string;
  readonly level: string;
  /** The sentence of the policy. */
  readonly description: string;
  readonly findings: readonly Finding[];
}

/** The violations of all judgements by policy, those that stop an update first. */
export function byPolicy(judgements: readonly Judgement[]): PolicyFindings[] {
  const groups = new Map<string, { policy: string; level: string; description: string; findings: Finding[] }>();
  for (const { of, violations } of judgements) {
    for (const violation of violations) {
      const { policy, level, message, urn } = violation;
      const { description, text } = takeApart(message);
      const key = `${level} ${policy} ${description}`;
      const group = groups.get(key) ?? { policy, level, description, findings: [] };
      groups.set(key, group);
      const resource = urn === undefined || urn.includes("::pulumi:pulumi:Stack::") ? undefined : urnName(urn);
      group.findings.push({ of, resource, ...parts(text) });
    }
  }
  return [...groups.values()].sort(
    (a, b) => Number(b.level === "mandatory") - Number(a.level === "mandatory") || compareText(a.policy, b.policy),
  );
}

/** The SDK puts the description of a policy before what it reports; what it says itself, about an unknown value, stands alone. */
function takeApart(message: string): { description: string; text: string } {
  const [first = "", ...rest] = message.split("\n");
  return rest.length === 0 ? { description: "", text: first } : { description: first, text: rest.join(" ") };
}

/** Takes a problem on one line apart again: `where: message; allowed: …; did you mean …; fix: …`. */
export function parts(text: string): Pick<Finding, "where" | "message" | "allowed" | "fix"> {
  const fixAt = text.lastIndexOf("; fix: ");
  const fix = fixAt === -1 ? undefined : text.slice(fixAt + "; fix: ".length);
  const rest = fixAt === -1 ? text : text.slice(0, fixAt);
  const allowedAt = rest.lastIndexOf("; allowed: ");
  const allowed = allowedAt === -1 ? undefined : rest.slice(allowedAt + "; allowed: ".length);
  const head = allowedAt === -1 ? rest : rest.slice(0, allowedAt);
  // A path has no space; a message always has one.
  const colon = /^(\S+): /.exec(head);
  return { where: colon?.[1] ?? "", message: colon === null ? head : head.slice(colon[0].length), allowed, fix };
}

/** The violations in an order that does not hang on which resource was asked about first. */
export function inOrder(judgement: Judgement): Judgement {
  const violations = [...judgement.violations].sort(
    (a, b) => compareText(a.policy, b.policy) || compareText(a.urn ?? "", b.urn ?? "") || compareText(a.message, b.message),
  );
  return { ...judgement, violations };
}
