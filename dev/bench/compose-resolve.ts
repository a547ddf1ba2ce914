/** `npm run bench -- compose`: resolving a hundred services, against one `docker compose config` each. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { resolveCompose } from "../../compose/index.ts";
import { formatReport } from "../../compose/problem.ts";
import { composeV2, composeV2Version } from "../compose-oracle/compose-v2.ts";
import { realisticProject } from "./compose-project.ts";
import { measureRounds, type Timing } from "./rounds.ts";

const SERVICES = 100;
/** So many processes stand for a hundred: each takes the same time. */
const PROCESSES = 10;

/** Runs the bench and returns what to print, and every sample. */
export async function benchCompose(rounds: number, progress: (text: string) => void): Promise<{ table: string; timings: Timing[] }> {
  const projects = Array.from({ length: SERVICES }, (_, index) => realisticProject(index));
  const folder = mkdtempSync(join(tmpdir(), "compose-bench-"));
  try {
    const compose = await composeV2();
    for (const [index, project] of projects.entries()) {
      for (const source of project) writeFileSync(join(folder, `${index}-${source.file}`), source.text);
    }
    const cases = [
      {
        name: "resolve",
        run: () => {
          resolveAll(projects);
          return Promise.resolve();
        },
      },
      { name: "compose", run: () => askCompose(compose, folder) },
    ];
    const timings = await measureRounds(cases, rounds, progress);
    return { table: composeTable(timings), timings };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resolveAll(projects: readonly ReturnType<typeof realisticProject>[]): void {
  for (const sources of projects) {
    const { problems } = resolveCompose({ sources, projectName: "bench", workingDirectory: "/srv/bench", interpolate: false });
    if (problems.length > 0) throw new Error(formatReport(problems));
  }
}

async function askCompose(compose: string, folder: string): Promise<void> {
  for (let index = 0; index < PROCESSES; index += 1) {
    const files = ["-f", `${index}-compose.yaml`, "-f", `${index}-override.yaml`];
    await execa(compose, [...files, "-p", "bench", "config", "--no-interpolate", "--quiet"], { cwd: folder });
  }
}

function composeTable(timings: readonly Timing[]): string {
  const ours = timings.find((timing) => timing.name === "resolve")?.median ?? Number.NaN;
  const theirs = (timings.find((timing) => timing.name === "compose")?.median ?? Number.NaN) * (SERVICES / PROCESSES);
  return [
    `| ${SERVICES} services, base and override each | ms | ratio |`,
    "|---|---:|---:|",
    `| resolved here | ${ours.toFixed(1)} | 1 |`,
    `| \`docker compose config\` ${composeV2Version()}, a process each | ${theirs.toFixed(0)} | ${(theirs / ours).toFixed(0)} × |`,
  ].join("\n");
}

if (import.meta.main) {
  const { table } = await benchCompose(5, (text) => process.stderr.write(`${text}\n`));
  process.stdout.write(`${table}\n`);
}
