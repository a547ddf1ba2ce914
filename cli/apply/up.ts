import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { visible } from "../../compose/problem.ts";
import { offlinePlugin } from "../../provider/offline/plugin.ts";
import { attach } from "../../provider/rpc/attach.ts";
import { isNoise } from "../preview/diagnostics.ts";
import { parseEvent, urnName } from "../preview/events.ts";
import type { EngineEvent } from "../preview/events.ts";
import { PlanCollector } from "../preview/plan.ts";
import { relaySignals } from "../pulumi/signals.ts";
import { hasTerminal } from "../pulumi/terminal.ts";
import { sshConfigFor } from "../shared/ssh-config.ts";
import { selectionEnvironment } from "../shared/selection.ts";
import { ExpectedError } from "../../setup/expected.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";

/** How an update went. */
export interface UpEnded {
  readonly ok: boolean;
  readonly stopped: boolean;
  /** Why it failed; each text may have many lines. */
  readonly errors: readonly string[];
  /** Resources by what was done to them. */
  readonly done: Readonly<Record<string, number>>;
}

const IDLE = new Set(["same", "refresh", "read"]);

/**
 * Applies the engine's plan: `pulumi up --refresh --plan`. Without the refresh it would end well, do nothing and leave every
 * drift (tried).
 * @param selection the targets or exclusions of the plan
 * @param say told what is done, a line each
 * @throws ExpectedError when the engine cannot be started
 */
export async function applyEnginePlan(
  site: string,
  planFile: string,
  ready: EngineEnvironment,
  selection: readonly string[],
  say: (line: string) => void,
): Promise<UpEnded> {
  const collector = new PlanCollector();
  const args = [
    ...["up", "--refresh", "--plan", planFile, "--yes", "--skip-preview", "--stack", site, "--config-file", ready.settingsFile(site)],
    ...["--json", "--non-interactive", "--color", "never", ...selection],
  ];
  await sshConfigFor(ready);
  // The provider that changes nodes stays a process of its own, which lives on to the end of a run when this one is killed.
  const attached = await attach(ready.offline.map(offlinePlugin), process.env["PULUMI_DEBUG_PROVIDERS"]);
  const child = spawn(ready.pulumi, args, {
    cwd: ready.places.root,
    env: {
      ...process.env,
      ...ready.env,
      ...selectionEnvironment(args),
      ...attached.environment,
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: !hasTerminal(),
  });
  const stopped = { bySignal: false };
  const stop = relaySignals(child, hasTerminal(), () => (stopped.bySignal = true));
  let stderr = "";
  let done: Readonly<Record<string, number>> = {};
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = parseEvent(line);
    if (event === undefined) return;
    collector.add(event);
    done = event.summaryEvent?.resourceChanges ?? done;
    const words = wordsOf(event);
    if (words !== undefined) say(words);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", (error) => reject(new ExpectedError(`cannot start ${ready.pulumi}: ${error.message}`)));
      child.once("close", (end) => resolve(end));
    });
    const { errors } = collector.plan();
    const said = visible(stderr)
      .trim()
      .replace(/^error: /, "");
    const reasons = code === 0 ? [] : errors.length > 0 ? errors : [said === "" ? "the engine ended without a word" : said];
    return { ok: code === 0, stopped: stopped.bySignal, errors: reasons, done };
  } finally {
    stop();
    await attached.close();
  }
}

/** What a person wants to see of an event while it happens: the stages on the nodes, and what is done. */
function wordsOf({ diagnosticEvent, resOutputsEvent }: EngineEvent): string | undefined {
  if (diagnosticEvent?.severity.startsWith("info") === true && diagnosticEvent.ephemeral !== true && !isNoise(diagnosticEvent.message)) {
    return visible(diagnosticEvent.message.trim());
  }
  const step = resOutputsEvent?.metadata;
  return step === undefined || IDLE.has(step.op) ? undefined : `${step.op} ${urnName(step.urn)}: done`;
}
