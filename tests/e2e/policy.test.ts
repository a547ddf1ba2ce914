import { execa } from "execa";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Fleet } from "../../policy/examples/fleet.ts";
import { examples } from "../../policy/examples/index.ts";
import { policies, topics } from "../../policy/pack.ts";
import { createStack } from "../../dev/bench/engine.ts";
import { homelab } from "../../provider/homelab.ts";
import { judgeStacks } from "../../cli/policy/direct/judge.ts";
import { pulumi } from "../../cli/policy/direct/sdk.ts";
import type { Judgement } from "../../cli/policy/judgement.ts";
import { PlanCollector, type Plan } from "../../cli/preview/plan.ts";
import { parseEvent } from "../../cli/preview/events.ts";
import { setUp, type EngineEnvironment } from "../../setup/set-up.ts";
import { repository } from "../support/checkout.ts";
import { runTool } from "../support/tool.ts";

const minutes = 60_000;
/** Packages for which something stands in that does nothing. */
const strangers = ["docker", "cloudflare", "proxmoxve"];

type Made = new (type: string, name: string, props: object, opts?: object) => { registerOutputs(outputs: object): void };
type Concrete = Record<"ProviderResource" | "ComponentResource" | "CustomResource", Made>;

/** Registers the resources of a fleet, with nobody in between who would refuse them before the pack is asked. */
function register(sdk: typeof pulumi, packages: readonly string[], resources: Fleet["resources"]): void {
  // The SDK's base classes are abstract to TypeScript only.
  const { ProviderResource: Provider, ComponentResource: Component, CustomResource: Custom } = sdk as unknown as Concrete;
  const providers = new Map(packages.map((name) => [name, new Provider(name, name, {})]));
  for (const { type, name, props, opts } of resources) {
    const provider = providers.get(type.split(":")[0] ?? "");
    if (type.startsWith("homelab:components:")) {
      const component = new Component(type, name, props, opts);
      component.registerOutputs(props);
    } else new Custom(type, name, props, provider === undefined ? opts : { ...opts, provider });
  }
}

/** The same function as the engine runs it. */
const program = `import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
${register.toString()}
register(pulumi, ${JSON.stringify(["homelab", ...strangers])}, JSON.parse(readFileSync(process.env["FLEET"], "utf8")));
`;

/** The project of the hand-made program: the real homelab provider, and ones that do nothing for the others. */
async function writeProject(folder: string): Promise<void> {
  await symlink(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ type: "module", main: "index.js", version: "0.1.0" }));
  await writeFile(path.join(folder, "index.js"), program);
  const nothing = path.join(repository, "dev/bench/preview/bare-provider.ts");
  for (const name of strangers) {
    await mkdir(path.join(folder, name));
    const text = `#!/usr/bin/env node\nawait import(${JSON.stringify(nothing)});\n`;
    await writeFile(path.join(folder, name, `pulumi-resource-${name}`), text, { mode: 0o755 });
  }
  const plugins = [
    `    - name: homelab\n      path: ${path.join(repository, "provider")}\n`,
    ...strangers.map((name) => `    - name: ${name}\n      path: ./${name}\n`),
  ];
  await writeFile(
    path.join(folder, "Pulumi.yaml"),
    `name: homelab\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nplugins:\n  providers:\n${plugins.join("")}`,
  );
}

/** What two ways of asking have to agree on; the engine keeps no order. */
function answer({ violations, passed, errors }: Pick<Plan, "violations" | "passed" | "errors">): object {
  return {
    violations: violations.map((violation) => JSON.stringify(violation, ["policy", "level", "urn", "message"])).sort(),
    passed,
    errors,
  };
}

describe("the policy pack on the real engine", { timeout: 5 * minutes }, () => {
  let engine: EngineEnvironment;
  let folder: string;
  let own: Record<string, string>;

  beforeAll(async () => {
    engine = await setUp({ plugins: "offline", say: () => undefined });
    folder = await mkdtemp(path.join(tmpdir(), "homelab-policy-e2e-"));
    await writeProject(folder);
    own = await createStack(engine, folder, "all");
  }, 10 * minutes);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Previews a fleet with the pack; settings and options of policies go in as the CLI takes them. */
  async function previewed(fleet: Fleet, config: object = {}): Promise<{ plan: Plan; exitCode: number | undefined; stderr: string }> {
    await writeFile(path.join(folder, "fleet.json"), JSON.stringify(fleet.resources));
    await writeFile(path.join(folder, "config.json"), JSON.stringify(config));
    const settings = Object.entries(fleet.settings).flatMap(([key, value]) => ["--config", `${key}=${value}`]);
    const pack = [
      "--policy-pack",
      path.join(repository, "policy/pulumi-analyzer-homelab"),
      "--policy-pack-config",
      path.join(folder, "config.json"),
    ];
    const { stdout, stderr, exitCode } = await execa(
      engine.pulumi,
      ["preview", "--stack", "all", "--json", "--non-interactive", ...settings, ...pack],
      {
        cwd: folder,
        env: { ...engine.env, ...own, FLEET: path.join(folder, "fleet.json"), PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
        stdin: "ignore",
        reject: false,
      },
    );
    const collector = new PlanCollector();
    for (const line of stdout.split("\n")) {
      const event = parseEvent(line);
      if (event !== undefined) collector.add(event);
    }
    const plan = collector.plan();
    // Whatever the engine came to, `npm run policy` has to come to without it.
    expect(answer(await judged(fleet, config))).toEqual(answer(plan));
    return { plan, exitCode, stderr };
  }

  /** The same fleet, asked about without the engine. */
  async function judged(fleet: Fleet, overrides: object): Promise<Judgement> {
    const [judgement] = await judgeStacks({
      stacks: [{ project: "homelab", name: "all", settings: fleet.settings }],
      program: () =>
        Promise.resolve(() => {
          register(pulumi, ["homelab", ...strangers], fleet.resources);
          return {};
        }),
      root: folder,
      pack: path.join(repository, "policy/pulumi-analyzer-homelab"),
      plugins: new Map([[homelab.name, homelab]]),
      overrides: overrides as Record<string, Record<string, unknown>>,
    });
    if (judgement === undefined) throw new Error("nothing was judged");
    return judgement;
  }

  it("lets the good fleet pass, every policy asked", async () => {
    const { plan, exitCode, stderr } = await previewed(new Fleet());
    expect({ violations: plan.violations, errors: plan.errors, exitCode }, stderr).toEqual({ violations: [], errors: [], exitCode: 0 });
    expect(plan.passed).toEqual(policies.map(({ name }) => name).sort());
  });

  const firstOfTopic = Object.entries(topics).map(([topic, [policy]]) => ({
    topic,
    policy: policy?.name ?? "",
    example: examples[policy?.name ?? ""]?.[0],
  }));

  it.each(firstOfTopic)("refuses a preview for the topic $topic: $policy when $example.when", async ({ policy, example }) => {
    const fleet = new Fleet();
    example?.change(fleet);
    const { plan, exitCode, stderr } = await previewed(fleet);
    expect(exitCode, stderr).not.toBe(0);
    expect(plan.errors).toEqual([]);
    expect([...new Set(plan.violations.map((violation) => `${violation.policy} ${violation.level}`))]).toEqual([`${policy} mandatory`]);
    expect(plan.violations.map(({ message }) => message).join("\n")).toContain(example?.says);
  });

  it("takes levels and bounds from --policy-pack-config before its own", async () => {
    const fleet = new Fleet();
    fleet.container("VPS", "npm")["privileged"] = true;
    const { plan, exitCode } = await previewed(fleet, {
      privileges: { enforcementLevel: "advisory" },
      "image-registry": { allowed: ["docker.io"] },
    });
    expect(exitCode).not.toBe(0);
    expect(new Set(plan.violations.map(({ policy, level }) => `${policy} ${level}`))).toEqual(
      new Set(["privileges advisory", "image-registry mandatory"]),
    );
  });

  it("does not ask a policy that is disabled", async () => {
    const fleet = new Fleet();
    fleet.container("VPS", "npm")["privileged"] = true;
    const { plan, exitCode } = await previewed(fleet, { privileges: { enforcementLevel: "disabled" } });
    expect({ exitCode, violations: plan.violations }).toEqual({ exitCode: 0, violations: [] });
    expect(plan.passed).not.toContain("privileges");
  });

  it("reports a resource that its provider refuses, by either way", async () => {
    const fleet = new Fleet();
    fleet.project("VPS", "outline")["no_such_input"] = 1;
    const { plan, exitCode } = await previewed(fleet);
    expect(exitCode).not.toBe(0);
    expect(plan.errors.join("\n")).toContain("no_such_input");
  });

  it("refuses a setting of the stack that is a secret in plain text", async () => {
    const fleet = new Fleet();
    fleet.settings["homelab:apiToken"] = "abc";
    const { plan } = await previewed(fleet);
    expect(
      plan.violations.map(({ policy, message }) => [
        policy,
        message.includes("the setting homelab:apiToken holds what is named like a secret"),
      ]),
    ).toEqual([["secret-settings", true]]);
  });

  it("answers about the sites of this repository as the engine would have", async () => {
    const direct = await runTool(repository, "policy", ["--json"]);
    const engine = await runTool(repository, "policy", ["--engine", "--json"]);
    expect(direct.exitCode, direct.all).toBe(engine.exitCode);
    expect(JSON.parse(direct.stdout)).toEqual(JSON.parse(engine.stdout));
    expect(direct.stdout).toContain('"image-digest"');
  });
});
