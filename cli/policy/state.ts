import { execa } from "execa";
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEvent } from "../preview/events.ts";
import { PlanCollector } from "../preview/plan.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { POLICY_PACK } from "../../setup/places.ts";
import { setUp } from "../../setup/set-up.ts";
import type { Judgement } from "./judgement.ts";

/**
 * What the pack says about an exported state (`npm run pulumi -- stack export --file …`): what was really applied, judged by
 * the rules of today. Neither the program nor a node is asked.
 * @throws ExpectedError when there is no such file
 */
export async function judgeState(file: string): Promise<Judgement> {
  const path = resolve(file);
  await access(path).catch(() => {
    throw new ExpectedError(`there is no file ${file}; fix: npm run pulumi -- stack export --stack SITE --file ${file}`);
  });
  const ready = await setUp({ plugins: "offline" });
  const args = ["policy", "analyze", "--file", path, "--policy-pack", POLICY_PACK, "--json", "--non-interactive", "--color", "never"];
  const { stdout, stderr, exitCode } = await execa(ready.pulumi, args, {
    cwd: ready.places.root,
    env: ready.env,
    stdin: "ignore",
    reject: false,
  });
  const collector = new PlanCollector();
  for (const line of stdout.split("\n")) {
    const event = parseEvent(line);
    if (event !== undefined) collector.add(event);
  }
  const { violations, passed, errors } = collector.plan();
  const ok = exitCode === 0;
  const explained = errors.length > 0 || violations.some(({ level }) => level === "mandatory");
  return { of: file, ok, cancelled: false, passed, violations, errors: ok || explained ? errors : [stderr.trim().replace(/^error: /, "")] };
}
