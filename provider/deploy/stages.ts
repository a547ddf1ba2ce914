import { formatProblem } from "../../compose/problem.ts";
import type { Stage } from "./record.ts";

/** Stages that can be asked for by themselves, in their order: none of them changes a container, a file in its place or a network. */
const ASKABLE = ["prepare", "validate", "verify", "diagnose"] as const satisfies readonly Stage[];

export type AskedStage = (typeof ASKABLE)[number];

/**
 * The stages that are asked for by `HOMELAB_STAGES`, such as `prepare,validate`; undefined when it is left out or empty, which
 * means a whole deployment. An update that only runs some never counts as done: it ends in an error that says so.
 * @throws Error for a word that is no stage, and for one that is only ever part of a whole deployment
 */
export function askedStages(text: string = process.env["HOMELAB_STAGES"] ?? ""): readonly AskedStage[] | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  if (words.length === 0) return undefined;
  const wrong = words.find((word) => !(ASKABLE as readonly string[]).includes(word));
  if (wrong === undefined) return ASKABLE.filter((stage) => words.includes(stage));
  const whole = wrong === "deploy" || wrong === "complete";
  throw new Error(
    formatProblem({
      path: "HOMELAB_STAGES",
      message: whole
        ? `${wrong} is only done as a part of a whole deployment, which verifies what it did and takes it back`
        : `${JSON.stringify(wrong)} is no stage`,
      allowed: ASKABLE.join(", "),
      fix: whole ? "leave HOMELAB_STAGES out" : "name stages with commas between them, or leave HOMELAB_STAGES out for a whole deployment",
    }),
  );
}

/** @throws Error when only some stages are asked for: what has none is left alone then */
export function refuseStages(what: string): void {
  const asked = askedStages();
  if (asked === undefined) return;
  throw new Error(
    `${what}: not done, since HOMELAB_STAGES asks for ${asked.join(", ")} only; fix: leave HOMELAB_STAGES out, or \`--exclude\` it`,
  );
}
