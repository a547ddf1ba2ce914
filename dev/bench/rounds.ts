/** One thing to be timed; `run` does it once and throws when it did not work. */
export interface BenchCase {
  readonly name: string;
  /** Brings about what `run` is to meet; not timed. */
  prepare?(): Promise<unknown>;
  run(): Promise<unknown>;
}

/** What one case took over all rounds, in milliseconds. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  readonly samples: readonly number[];
}

/**
 * Times every case once a round, in an order that turns by one each round, so that a machine that gets slower or
 * busier hurts all cases alike. One unmeasured round goes first: it fills caches and shows failures early.
 */
export async function measureRounds(
  cases: readonly BenchCase[],
  rounds: number,
  progress: (text: string) => void = () => undefined,
): Promise<Timing[]> {
  for (const one of cases) {
    progress(`warm-up: ${one.name}`);
    await one.prepare?.();
    await one.run();
  }
  const samples = new Map<string, number[]>(cases.map((one) => [one.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < cases.length; index++) {
      const one = cases[(index + round) % cases.length];
      if (one === undefined) continue;
      progress(`round ${round + 1} of ${rounds}: ${one.name}`);
      await one.prepare?.();
      const start = performance.now();
      await one.run();
      samples.get(one.name)?.push(performance.now() - start);
    }
  }
  return cases.map((one) => summarise(one.name, samples.get(one.name) ?? []));
}

function summarise(name: string, samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
  return { name, median, fastest: sorted[0] ?? Number.NaN, slowest: sorted.at(-1) ?? Number.NaN, samples };
}
