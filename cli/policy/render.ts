import type { Paint } from "../shared/terminal/colour.ts";
import { byPolicy, type Finding, type Judgement, type PolicyFindings } from "./judgement.ts";

/** What the pack said, for people: by policy, each finding with its bound and its fix, the count at the end. */
export function renderJudgements(judgements: readonly Judgement[], paint: Paint): string {
  const groups = byPolicy(judgements);
  const spoke = new Set(groups.map(({ policy }) => policy));
  const kept = [...new Set(judgements.flatMap(({ passed }) => passed))].filter((policy) => !spoke.has(policy)).sort();
  const broken = judgements.filter(({ errors }) => errors.length > 0);
  // A program that failed was judged in part only: what it did not come to cannot have passed.
  const keptLines = broken.length > 0 ? [] : kept.map((policy) => ` ${paint.green("✓")} ${policy}`);
  const sections = [
    keptLines,
    ...groups.map((group) => renderGroup(group, paint)),
    ...broken.map(({ of, errors }) =>
      errors.flatMap((text) => [`${paint.red("error:")} ${of} could not be judged:`, ...indent(text, "  ")]),
    ),
    [summary(judgements, groups, keptLines.length, paint)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function renderGroup({ policy, level, description, findings }: PolicyFindings, paint: Paint): string[] {
  const mandatory = level === "mandatory";
  const mark = mandatory ? paint.red("✗") : paint.yellow("!");
  return [
    ` ${mark} ${paint.bold(policy)} ${paint.dim(`(${level})`)}`,
    ...(description === "" ? [] : [`   ${paint.dim(description)}`]),
    ...findings.flatMap((finding) => renderFinding(finding, paint)),
  ];
}

function renderFinding({ of, resource, where, message, allowed, fix }: Finding, paint: Paint): string[] {
  const about = [of, ...(resource === undefined ? [] : [resource]), ...(where === "" || where === resource ? [] : [where])].join(" · ");
  return [
    `   ${paint.cyan(about)}`,
    `     ${message}`,
    ...(allowed === undefined ? [] : [`     allowed: ${allowed}`]),
    ...(fix === undefined ? [] : [`     fix: ${fix}`]),
  ];
}

function summary(judgements: readonly Judgement[], groups: readonly PolicyFindings[], kept: number, paint: Paint): string {
  const count = (level: (text: string) => boolean) =>
    groups.filter((group) => level(group.level)).reduce((sum, { findings }) => sum + findings.length, 0);
  const violations = count((level) => level === "mandatory");
  const advice = count((level) => level !== "mandatory");
  const text = [
    ...(kept === 0 ? [] : [`${kept} kept`]),
    ...(violations === 0 ? [] : [`${violations} ${violations === 1 ? "violation" : "violations"}`]),
    ...(advice === 0 ? [] : [`${advice} ${advice === 1 ? "piece" : "pieces"} of advice`]),
    ...(judgements.some(({ errors }) => errors.length > 0) ? ["not everything could be judged"] : []),
  ].join(", ");
  const ok = judgements.every((judgement) => judgement.ok);
  return `${(ok ? paint.green : paint.red)(text === "" ? "nothing to say" : text)} ${paint.dim(`(${judgements.map(({ of }) => of).join(", ")})`)}`;
}

function indent(text: string, by: string): string[] {
  return text.split("\n").map((line) => `${by}${line}`);
}
