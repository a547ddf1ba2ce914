import { appendFile, readFile } from "node:fs/promises";
import { z } from "zod";
import { ExpectedError } from "../../setup/expected.ts";
import type { DriftFacts } from "./drift-report.ts";

/** What a job hands on of `npm run plan -- … --json`. */
const plan = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bundle: z.string(),
  resources: z.array(z.unknown()),
});

/**
 * Writes a plan's SHA-256, and whether applying it does anything, where the platform looks for a job's outputs. From there the
 * approved job takes them: a bundle never says its own sum.
 *
 * @param report A look at the nodes of the same moment. What was adopted changes no node, but the state has to learn it, and
 * only an apply teaches it.
 * @throws ExpectedError when the file is no plan
 */
export async function planOutputs(file: string, output: string, report?: DriftFacts): Promise<string> {
  const { data } = plan.safeParse(JSON.parse(await readFile(file, "utf8").catch(() => "null")));
  if (data === undefined) throw new ExpectedError(`${file} is no plan; fix: npm run plan -- SITE --json > ${file}`);
  const behind =
    report?.sites.some(({ services }) => services.some(({ verdict }) => verdict === "pending" || verdict === "drifted")) === true;
  const changes = data.resources.length > 0 || behind;
  await appendFile(output, `sha256=${data.sha256}\nchanges=${String(changes)}\n`);
  const what =
    data.resources.length > 0
      ? `${String(data.resources.length)} resources change`
      : behind
        ? "only the state has something to learn"
        : "nothing to do";
  return `SHA-256 ${data.sha256}, ${what}`;
}
