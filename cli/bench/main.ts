import { Command, InvalidArgumentError, Option } from "commander";
import { cpus, release, totalmem, type } from "node:os";
import { startProgress } from "../../setup/progress.ts";
import { runCommand } from "../../setup/expected.ts";

/** The benches by name; each is loaded when it runs. */
const benches = {
  preview: async () => (await import("../../dev/bench/preview.ts")).benchPreview,
  compose: async () => (await import("../../dev/bench/compose-resolve.ts")).benchCompose,
  policy: async () => (await import("../../dev/bench/policy.ts")).benchPolicy,
  refresh: async () => (await import("../../dev/bench/refresh.ts")).benchRefresh,
  drift: async () => (await import("../../dev/bench/drift.ts")).benchDrift,
} as const;
type BenchName = keyof typeof benches;
const names = Object.keys(benches) as BenchName[];

/** `npm run bench [-- NAME…] [--rounds N] [--json]`: what things cost, as ratios measured in one interleaved run. */
await runCommand(async () => {
  const command = new Command("npm run bench --")
    .description("Measures in one interleaved run and prints ratios; docs/speed.md keeps the last table.")
    .argument("[names...]", `which benches: ${names.join(", ")} (default: all)`, collectName, [])
    .addOption(new Option("--rounds <n>", "how often everything is timed").default(5).argParser(parseRounds))
    .option("--json", "print every sample as JSON")
    .parse();
  const chosen = command.processedArgs[0] as BenchName[];
  const { rounds, json } = command.opts<{ rounds: number; json?: true }>();
  for (const name of chosen.length === 0 ? names : chosen) {
    const bench = await benches[name]();
    const progress = startProgress(`bench ${name}`);
    const { table, timings } = await bench(rounds, (text) => progress.update(text));
    progress.end("done");
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ bench: name, machine: machine(), rounds, timings })}\n`
        : `\n## ${name}\n\n${machine()}, ${rounds} rounds\n\n${table}\n`,
    );
  }
  return 0;
});

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node.js ${process.versions.node}`;
}

function collectName(name: string, before: BenchName[]): BenchName[] {
  const known = names.find((candidate) => candidate === name);
  if (known === undefined) throw new InvalidArgumentError(`allowed: ${names.join(", ")}`);
  return [...before, known];
}

function parseRounds(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000) throw new InvalidArgumentError("allowed: a whole number from 1 to 1000");
  return rounds;
}
