import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { resolveCompose } from "../../compose/index.ts";
import { formatReport } from "../../compose/problem.ts";
import type { Problem } from "../../compose/problem.ts";

/** Set COMPOSE_FUZZ_SEED to repeat a run; the seed is part of every failure. */
const SEED = Number(process.env["COMPOSE_FUZZ_SEED"] ?? "20261121");
const DOCUMENTS = 100_000;
/** Nothing this small takes so long on any machine, unless it would never end. */
const LONGEST = 30_000;

const corpus = path.resolve(import.meta.dirname, "../oracle");
/** Small documents, the sound ones three times as often as those with a mistake already. */
const texts = ["documents", "documents", "documents", "errors"].flatMap((kind) => {
  const files = globSync(`${corpus}/${kind}/*/*.yaml`).sort();
  return files.map((file) => readFileSync(file, "utf8")).filter((text) => text.length < 450);
});
const pieces = [
  " ",
  "\n",
  "  ",
  ":",
  ": ",
  "- ",
  "-",
  "#",
  " #",
  "[",
  "]",
  "{",
  "}",
  ",",
  "'",
  '"',
  "a",
  "1",
  "-1",
  "~",
  "null",
  "|",
  ">-",
  "&a ",
  "*a",
  "!reset ",
  "!override ",
  "!!int ",
  "? ",
  "<<: ",
  "<<: *a",
  "%",
  "@",
  "`",
  "\t",
  "\\",
  "---\n",
  "...\n",
  "=",
  "$",
  "${",
  "${X:-y}",
  "${X:?}",
  "${X:+${Y}}",
  "é",
  "🐢",
  "\u0000",
  "\ufeff",
  "\u2028",
  "true",
  "0x1",
  "1e400",
  "999999999999999999999",
  "key: v",
  "\n  ",
  "services:",
  "x-a: ",
  "  a:\n",
  "include: [x]",
  "extends: a",
  "__proto__: 1",
  "constructor: {}",
  "1:2:3:4:5",
  "[::1]:1:1",
];

describe("a hundred thousand mutated documents", () => {
  it(`never crash, never hang, and every problem has its place (seed ${SEED})`, { timeout: 900_000 }, () => {
    const random = generator(SEED);
    const begin = performance.now();
    let refused = 0;
    for (let index = 0; index < DOCUMENTS; index += 1) {
      const text = mutate(texts[random(texts.length)] ?? "", random);
      const override = random(4) === 0 ? mutate(texts[random(texts.length)] ?? "", random) : undefined;
      const started = performance.now();
      const problems = resolve([text, ...(override === undefined ? [] : [override])], random(2) === 0, index);
      const took = performance.now() - started;
      if (took > LONGEST) throw new Error(`document ${index} of seed ${SEED} took ${took.toFixed(0)} ms: ${JSON.stringify(text)}`);
      if (problems.length > 0) refused += 1;
      const lost = problems.filter((problem) => !((problem.place?.line ?? 0) > 0));
      if (lost.length > 0) throw new Error(`document ${index} of seed ${SEED}: no place in ${formatReport(lost)}\n${text}`);
    }
    const seconds = (performance.now() - begin) / 1000;
    console.log(`${DOCUMENTS} documents, ${refused} of them refused, in ${seconds.toFixed(1)} s (seed ${SEED})`);
    // A run that refuses nothing, or everything, would have tested little.
    expect(refused).toBeGreaterThan(DOCUMENTS / 10);
    expect(refused).toBeLessThan(DOCUMENTS * 0.95);
  });
});

function resolve(contents: readonly string[], interpolate: boolean, index: number): readonly Problem[] {
  try {
    return resolveCompose({
      sources: contents.map((text, number) => ({ file: `${number}.yaml`, text })),
      projectName: "fuzz",
      workingDirectory: "/srv/fuzz",
      environment: { SET: "set", N: "3" },
      interpolate,
      readFile: (file) => (file.endsWith(".env") ? "A=1\nB='2'\n" : file.endsWith("x") ? "services: {x: {image: x}}\n" : undefined),
    }).problems;
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error(`document ${index} of seed ${SEED} crashed: ${reason}\n${contents.join("\n=====\n")}`, { cause: error });
  }
}

function mutate(text: string, random: (bound: number) => number): string {
  let result = text;
  for (let times = 1 + random(2); times > 0; times -= 1) {
    const at = random(result.length + 1);
    const piece = pieces[random(pieces.length)] ?? "";
    const removed = random(3) === 0 ? 1 + random(6) : 0;
    result = result.slice(0, at) + (random(4) === 0 ? "" : piece) + result.slice(at + removed);
  }
  return result;
}

/** A small linear generator: the same numbers everywhere for one seed. */
function generator(seed: number): (bound: number) => number {
  let state = BigInt(seed);
  return (bound) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(Math.max(1, bound)));
  };
}
