import { dangerLabels, worstFirst } from "../review/danger-kinds.ts";
import { formatBytes } from "../../src/rules/index.ts";
import { urnName } from "../preview/events.ts";
import type { Plan } from "../preview/plan.ts";
import { changeText } from "../review/markdown/changes.ts";
import { code, prose, short } from "../review/markdown/escape.ts";
import type { Effects } from "./effects.ts";
import { guardedSteps } from "./guard.ts";
import type { Manifest } from "./manifest.ts";

/** Longer names and sentences say no more to a reader. */
const NAME = 160;
const SENTENCE = 600;

/** What a summary is made of. */
export interface SummaryFacts {
  readonly manifest: Omit<Manifest, "files">;
  readonly plan: Plan;
  readonly effects: Effects;
  /** The URNs of the state. */
  readonly known: ReadonlySet<string>;
}

/**
 * A plan as Markdown for the one who approves it, what is dangerous first. Everything that was not written by this program is
 * shown as text, whatever it holds.
 */
export function summaryOf(facts: SummaryFacts): string {
  const sections = [
    opened(facts),
    head(facts),
    dangers(facts),
    leftOut(facts),
    adopted(facts),
    containers(facts),
    memory(facts),
    changes(facts),
    policies(facts),
    bound(facts),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** Nothing goes before a power that is opened: whoever reads one line only reads this one. */
function opened({ effects }: SummaryFacts): string[] {
  const powers = effects.dangers.filter(({ kind }) => kind === "privilege");
  const [first] = powers;
  if (first === undefined) return [];
  const others = powers.length === 1 ? "" : `; ${powers.length - 1} more below`;
  return [`### 🔓 Opens ${code(short(first.name, NAME))} ${prose(short(first.message, SENTENCE))}${others}`];
}

function head({ manifest, plan }: SummaryFacts): string[] {
  const words = { create: "new", update: "changed", replace: "replaced", delete: "removed" } as const;
  const counts = (Object.keys(words) as (keyof typeof words)[]).flatMap((operation) =>
    manifest.changes[operation] === undefined ? [] : [`${manifest.changes[operation]} ${words[operation]}`],
  );
  const mandatory = plan.violations.filter(({ level }) => level === "mandatory").length;
  return [
    `### Plan for site ${code(manifest.site)}: ${counts.length === 0 ? "nothing to do" : counts.join(", ")}`,
    "",
    `Commit ${code(manifest.commit.slice(0, 12))}, made ${code(manifest.created)} by ${code(short(manifest.by, NAME))}, good for ${manifest.lifetimeHours} h${mandatory > 0 ? `, **${mandatory} mandatory policy violations**` : ""}.`,
    ...(manifest.targets.length === 0 ? [] : ["", `Only ${manifest.targets.map((target) => code(short(target, NAME))).join(", ")}.`]),
    ...(manifest.offline.length === 0
      ? []
      : ["", `**This plan cannot be applied:** offline plugins stand in for ${manifest.offline.map((name) => code(name)).join(", ")}.`]),
  ];
}

function dangers({ effects, plan, known }: SummaryFacts): string[] {
  const guarded = guardedSteps(plan.resources, known);
  const guardedNames = new Set(guarded.map(({ urn }) => urnName(urn)));
  const rows = [
    ...guarded.map(({ urn, what, option }) => `- **❗ ${option}** ${code(short(urnName(urn), NAME))} ${prose(what)}`),
    ...worstFirst(effects.dangers)
      .filter(({ kind, name }) => !(guardedNames.has(name) && ["delete", "replace", "data"].includes(kind)))
      .map(({ kind, name, message }) => `- **${dangerLabels[kind]}** ${code(short(name, NAME))} ${prose(short(message, SENTENCE))}`),
  ];
  return rows.length === 0 ? ["Nothing is deleted, replaced, opened or let go."] : ["#### Look at this first", "", ...rows];
}

function leftOut({ manifest }: SummaryFacts): string[] {
  if (manifest.unreachable.length === 0) return [];
  return [
    "#### Left out, since it cannot be reached",
    "",
    ...manifest.unreachable.map(({ node, reason }) => `- ${code(node)} and everything on it: ${prose(short(reason, SENTENCE))}`),
  ];
}

function adopted({ plan }: SummaryFacts): string[] {
  const names = plan.resources.filter(({ operation }) => operation === "import").map(({ urn }) => urnName(urn));
  if (names.length === 0) return [];
  return ["#### Adopted as it is", "", ...names.sort().map((name) => `- ${code(short(name, NAME))}`)];
}

function containers({ effects, manifest }: SummaryFacts): string[] {
  if (effects.restarts.length === 0) {
    return (manifest.changes["update"] ?? 0) + (manifest.changes["create"] ?? 0) > 0 ? ["No container is touched."] : [];
  }
  const rows = effects.restarts.map(({ node, service, container, action, because, down }) => {
    const name = container === service ? container : `${service}/${container}`;
    const times = down === undefined ? ["", ""] : [`${down.about} s`, `${down.atMost} s`];
    return `| ${[code(short(node, NAME)), code(short(name, NAME)), action, because.map((path) => code(short(path, NAME))).join(", "), ...times].join(" | ")} |`;
  });
  return ["#### Containers", "", "| node | container | is | because of | away about | at most |", "|---|---|---|---|---:|---:|", ...rows];
}

function memory({ effects }: SummaryFacts): string[] {
  if (effects.memory.length === 0) return [];
  const bytes = (value: number | null | undefined): string => (value == null ? "–" : formatBytes(value));
  const rows = effects.memory.flatMap(({ node, before, after, rows: own }) => [
    `| **${code(short(node, NAME))}** | all, of ${bytes(after?.budget)} | ${bytes(before?.sum)} | ${bytes(after?.sum)} |`,
    ...own.map((row) => `| | ${code(short(row.container, NAME))} | ${code(short(row.before, 40))} | ${code(short(row.after, 40))} |`),
  ]);
  return ["#### Memory", "", "| node | container | on the node | planned |", "|---|---|---:|---:|", ...rows];
}

function changes({ effects }: SummaryFacts): string[] {
  if (effects.resources.length === 0) return [];
  const signs = { create: "＋ new", update: "～ changed", replace: "± replaced", delete: "－ removed" };
  const rows = effects.resources.flatMap(({ operation, name, changes: own }) => [
    `- ${signs[operation]} ${code(short(name, NAME))}`,
    ...own.map((change) => `  - ${changeText(change)}`),
  ]);
  return ["#### Changes: on the node → planned", "", ...rows];
}

function policies({ plan }: SummaryFacts): string[] {
  const rows = plan.violations.map(({ policy, level, message, urn }) => {
    const about = urn === undefined || urn.includes("::pulumi:pulumi:Stack::") ? "" : ` ${code(short(urnName(urn), NAME))}`;
    return `- ${level === "mandatory" ? "❌" : "⚠️"} **${prose(short(policy, NAME))}**${about}: ${prose(short(message.split("\n").slice(1).join(" ") || message, SENTENCE))}`;
  });
  return [
    "#### Policies",
    "",
    `${plan.passed.length} ${plan.passed.length === 1 ? "policy has" : "policies have"} nothing to say.`,
    ...(rows.length === 0 ? [] : ["", ...rows]),
  ];
}

function bound({ manifest }: SummaryFacts): string[] {
  const { versions, live, state, policy } = manifest;
  const facts = Object.values(live.nodes).reduce((sum, node) => sum + Object.keys(node).length, 0);
  return [
    "#### Bound to",
    "",
    `- commit ${code(manifest.commit)}`,
    `- state ${code(state.digest.slice(0, 16))}, ${Object.keys(state.resources).length} resources`,
    `- live snapshot ${code(live.digest.slice(0, 16))}, ${facts} facts of ${
      Object.keys(live.nodes).length === 0
        ? "no node"
        : Object.keys(live.nodes)
            .map((node) => code(node))
            .join(", ")
    }`,
    `- policy configuration ${code(policy.configuration.slice(0, 16))}, pack ${code(policy.pack.slice(0, 16))}`,
    `- ${Object.entries(versions)
      .map(([name, version]) => `${prose(name)} ${code(version)}`)
      .join(", ")}`,
  ];
}
