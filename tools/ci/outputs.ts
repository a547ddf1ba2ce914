import { appendFile, readFile } from "node:fs/promises";
import { z } from "zod";
import { ExpectedError } from "../setup/expected.ts";

/** What a job hands on of `npm run plan -- … --json`. */
const plan = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bundle: z.string(),
  resources: z.array(z.unknown()),
});

/**
 * Writes a plan's SHA-256, and whether it would change anything, where the platform looks for a job's outputs. From there the
 * approved job takes them: a bundle never says its own sum.
 *
 * @throws ExpectedError when the file is no plan
 */
export async function planOutputs(file: string, output: string): Promise<string> {
  const { data } = plan.safeParse(JSON.parse(await readFile(file, "utf8").catch(() => "null")));
  if (data === undefined) throw new ExpectedError(`${file} is no plan; fix: npm run plan -- SITE --json > ${file}`);
  const changes = data.resources.length > 0;
  await appendFile(output, `sha256=${data.sha256}\nchanges=${String(changes)}\n`);
  return `SHA-256 ${data.sha256}, ${changes ? `${String(data.resources.length)} resources change` : "nothing to do"}`;
}
