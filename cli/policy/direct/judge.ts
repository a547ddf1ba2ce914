import type { Plugin } from "../../../provider/rpc/plugin.ts";
import { PlanCollector } from "../../preview/plan.ts";
import type { Judgement } from "../judgement.ts";
import { askPack } from "./ask.ts";
import { compose } from "./compose.ts";
import type { ComposedStack, Composition } from "./composition.ts";
import type { Overrides } from "./levels.ts";
import { startPack, type Pack } from "./pack.ts";

/** What is judged, by whom. */
export interface JudgeOptions {
  readonly stacks: readonly ComposedStack[];
  /** Loads the program: its default export. It may take a while, in which the pack starts. */
  readonly program: () => Promise<() => object | Promise<object>>;
  /** The project's folder, in which the pack is started. */
  readonly root: string;
  /** The pack's executable. */
  readonly pack: string;
  /** The providers that are asked whether inputs are right, by package; all others let everything pass. */
  readonly plugins: ReadonlyMap<string, Plugin>;
  /** Goes before the pack's own configuration. @default nothing */
  readonly overrides?: Overrides;
}

/**
 * Judges stacks as a preview from nothing would, without the engine: the real program and the real pack, and between them
 * what the engine would say to either. The program of the next stack runs while the pack thinks about the one before.
 * @throws ExpectedError when the pack does not start
 */
export async function judgeStacks({ stacks, program, root, pack: executable, plugins, overrides }: JudgeOptions): Promise<Judgement[]> {
  const starting = startPack(executable, root);
  // Whoever waits for it sees why it failed; until then it is nobody's unhandled rejection.
  starting.catch(() => undefined);
  try {
    const run = await program();
    const judgements: Promise<Judgement>[] = [];
    for (const stack of stacks) {
      const composition = await compose({ stack, program: run, root, plugins });
      const before = judgements.at(-1);
      judgements.push(Promise.all([starting, before]).then(([pack]) => judge(pack, composition, overrides)));
      judgements.at(-1)?.catch(() => undefined);
    }
    return await Promise.all(judgements);
  } finally {
    await starting.then((pack) => pack.close()).catch(() => undefined);
  }
}

async function judge(pack: Pack, composition: Composition, overrides: Overrides | undefined): Promise<Judgement> {
  const collector = new PlanCollector();
  for (const event of await askPack(pack, composition, overrides)) collector.add(event);
  for (const diagnosticEvent of composition.diagnostics) collector.add({ diagnosticEvent });
  const { passed, violations, errors } = collector.plan();
  const ok = errors.length === 0 && violations.every(({ level }) => level !== "mandatory");
  return { of: composition.stack.name, ok, cancelled: false, passed, violations, errors };
}
