import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ExpectedError } from "../../setup/expected.ts";

/** What the issues need of `npm run drift -- --json`; further facts may stand beside. */
const report = z.object({
  version: z.literal(1),
  at: z.iso.datetime(),
  sites: z.array(
    z.object({
      site: z.string(),
      errors: z.array(z.string()),
      nodes: z.array(
        z.object({
          node: z.string(),
          state: z.enum(["reachable", "unreachable", "error"]),
          reason: z.string().optional(),
          since: z.iso.datetime().optional(),
        }),
      ),
      services: z.array(
        z.object({
          node: z.string(),
          service: z.string(),
          verdict: z.enum(["in-sync", "pending", "drifted", "unreachable", "error"]),
          differences: z.array(
            z.object({
              kind: z.string(),
              path: z.string(),
              declared: z.json().optional(),
              applied: z.json().optional(),
              enforced: z.json().optional(),
            }),
          ),
          reason: z.string().optional(),
          since: z.iso.datetime().optional(),
          times: z.number().optional(),
        }),
      ),
    }),
  ),
});

export type DriftFacts = z.infer<typeof report>;
export type SiteFacts = DriftFacts["sites"][number];
export type ServiceFacts = SiteFacts["services"][number];

/**
 * Reads the report of a drift run.
 *
 * @throws ExpectedError when the file is none
 */
export async function readDriftReport(file: string): Promise<DriftFacts> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, "utf8"));
  } catch {
    throw new ExpectedError(`${file} is no report of a drift run; fix: npm run drift -- --json > ${file}`);
  }
  const { data, error } = report.safeParse(content);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new ExpectedError(`${file} is no report of a drift run: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
}
