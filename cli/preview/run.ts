import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Nodes } from "../../provider/nodes.ts";
import { relaySignals } from "../pulumi/signals.ts";
import { hasTerminal } from "../pulumi/terminal.ts";
import { ExpectedError } from "../../setup/expected.ts";
import { POLICY_PACK } from "../../setup/places.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import { sshConfigFor } from "../shared/ssh-config.ts";
import { selectionEnvironment } from "../shared/selection.ts";
import { attachForPreview } from "./attached.ts";
import { parseEvent } from "./events.ts";
import type { EngineEvent } from "./events.ts";
import type { Plan } from "./plan.ts";
import { PlanCollector } from "./plan.ts";

/** The preview of one site. */
export interface SitePreview {
  readonly site: string;
  readonly ok: boolean;
  readonly cancelled: boolean;
  readonly plan: Plan;
  /** Whether the policy pack was asked. */
  readonly policy: boolean;
  /** The offline plugins that the plan came to use. */
  readonly offline: EngineEnvironment["offline"];
  readonly seconds: number;
}

/** How a site is previewed. */
export interface PreviewOptions {
  /** Whether to ask the policy pack. */
  readonly policy: boolean;
  /** The pack that is asked. @default the checkout's own */
  readonly pack?: string;
  /** Variables that replace those of the setup (another backend). */
  readonly env?: Readonly<Record<string, string>>;
  /** More arguments for `pulumi preview` (`--refresh`, `--exclude`). @default none */
  readonly args?: readonly string[];
  /** Told whenever another resource is known. */
  readonly progress?: (resources: number) => void;
  /** Sees every event as it comes, for what a plan does not keep. */
  readonly observe?: (event: EngineEvent) => void;
  /** Told when the engine has been started. */
  readonly started?: () => void;
  /** The ways to the nodes, with what was read through them already. @default new ones */
  readonly nodes?: Nodes;
}

/** What the CLI says itself on stderr, before or instead of any event. */
const CLI_ERROR = /^error: (.*)$/s;

/**
 * Previews one site on the real engine and reads its event stream. A failed preview is a result, not an exception.
 *
 * @throws ExpectedError when the engine cannot be started
 */
export async function previewSite(site: string, ready: EngineEnvironment, options: PreviewOptions): Promise<SitePreview> {
  const started = performance.now();
  const collector = new PlanCollector();
  const args = [
    ...["preview", "--stack", site, "--config-file", ready.settingsFile(site)],
    ...["--json", "--non-interactive", "--color", "never"],
    ...(options.policy ? ["--policy-pack", options.pack ?? POLICY_PACK] : []),
    ...(options.args ?? []),
  ];
  const env = { ...process.env, ...ready.env, ...selectionEnvironment(args), PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true", ...options.env };
  await sshConfigFor(ready);
  const attached = await attachForPreview(ready, env, options.nodes);
  const child = spawn(ready.pulumi, args, {
    cwd: ready.places.root,
    env: attached.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: !hasTerminal(),
  });
  attached.started();
  options.started?.();
  const stopped = { bySignal: false };
  const stop = relaySignals(child, hasTerminal(), () => (stopped.bySignal = true));
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = parseEvent(line);
    if (event === undefined) return;
    const before = collector.size;
    collector.add(event);
    options.observe?.(event);
    if (collector.size !== before) options.progress?.(collector.size);
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", (error) => reject(new ExpectedError(`cannot start ${ready.pulumi}: ${error.message}`)));
      child.once("close", (end) => resolve(end));
    });
    const plan = collector.plan();
    const ok = code === 0;
    const errors = ok || explained(plan) ? plan.errors : [...plan.errors, cliError(stderr, code)];
    return {
      site,
      ok,
      cancelled: stopped.bySignal,
      plan: { ...plan, errors: stopped.bySignal ? [] : errors },
      policy: options.policy,
      offline: ready.offline.filter(({ name }) => usesPackage(plan, name)),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    stop();
    await attached.close();
  }
}

function explained(plan: Plan): boolean {
  return plan.errors.length > 0 || plan.violations.some(({ level }) => level === "mandatory");
}

function cliError(stderr: string, code: number | null): string {
  const text = stderr.trim();
  const said = CLI_ERROR.exec(text)?.[1] ?? text;
  return said === "" ? `the engine ended with ${code === null ? "a signal" : `exit code ${code}`} and said nothing` : said;
}

/** Whether a package's provider or one of its resources stands in the plan. */
function usesPackage(plan: Plan, name: string): boolean {
  return plan.resources.some(({ type }) => type === `pulumi:providers:${name}` || type.startsWith(`${name}:`));
}
