import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { resolveCompose } from "../src/model/compose/index.ts";
import { formatReport } from "../src/model/problem.ts";
import { composeV2 } from "../tools/compose-oracle/compose-v2.ts";
import { realisticProject } from "./compose-project.ts";

/**
 * Resolving a hundred services with their overrides, against one `docker compose config` each. Both in one run,
 * interleaved, so that a busy machine slows both. Prints the table and the ratio.
 */
const ROUNDS = 5;
const SERVICES = 100;

const projects = Array.from({ length: SERVICES }, (_, index) => realisticProject(index));
const folder = mkdtempSync(join(tmpdir(), "compose-bench-"));
try {
  const compose = await composeV2();
  for (const [index, project] of projects.entries()) {
    for (const source of project) writeFileSync(join(folder, `${index}-${source.file}`), source.text);
  }
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(resolveAll());
    theirs.push(await askForSome(compose));
  }
  const best = Math.min(...ours);
  const median = ours.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
  const composeMedian = theirs.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
  console.log(`| ${SERVICES} services, base and override each | ms |`);
  console.log("|---|---:|");
  console.log(`| first round (nothing compiled yet) | ${(ours[0] ?? 0).toFixed(1)} |`);
  console.log(`| median of ${ROUNDS} rounds | ${median.toFixed(1)} |`);
  console.log(`| best | ${best.toFixed(1)} |`);
  console.log(`| docker compose config, one process each | ${composeMedian.toFixed(0)} |`);
  console.log(`| ratio | ${(composeMedian / median).toFixed(0)} × |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function resolveAll(): number {
  const begin = performance.now();
  for (const sources of projects) {
    const { problems } = resolveCompose({ sources, projectName: "bench", workingDirectory: "/srv/bench", interpolate: false });
    if (problems.length > 0) throw new Error(formatReport(problems));
  }
  return performance.now() - begin;
}

/** Ten processes stand for a hundred: each takes the same time, and the whole would take ten times as long. */
async function askForSome(compose: string): Promise<number> {
  const begin = performance.now();
  const asked = 10;
  for (let index = 0; index < asked; index += 1) {
    const files = ["-f", `${index}-compose.yaml`, "-f", `${index}-override.yaml`];
    await execa(compose, [...files, "-p", "bench", "config", "--no-interpolate", "--quiet"], { cwd: folder });
  }
  return ((performance.now() - begin) / asked) * SERVICES;
}
