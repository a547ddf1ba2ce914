import { execa } from "execa";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Fleet } from "../../policy/examples/fleet.ts";
import { examples } from "../../policy/examples/index.ts";
import { policies, topics } from "../../policy/pack.ts";
import { createStack } from "../../dev/bench/engine.ts";
import { checkResources } from "../../policy/check.ts";
import { PlanCollector, type Plan } from "../../cli/preview/plan.ts";
import { parseEvent, urnName } from "../../cli/preview/events.ts";
import { setUp, type EngineEnvironment } from "../../setup/set-up.ts";
import { repository } from "../support/checkout.ts";
import { runTool } from "../support/tool.ts";

const minutes = 60_000;
/** Packages for which something stands in that does nothing. */
const strangers = ["docker", "cloudflare", "proxmoxve"];

type Made = new (type: string, name: string, props: object, opts?: object) => { registerOutputs(outputs: object): void };
type Concrete = Record<"ProviderResource" | "ComponentResource" | "CustomResource", Made>;

/** Registers the resources of a fleet, with nobody in between who would refuse them before the pack is asked. */
function register(sdk: object, packages: readonly string[], resources: Fleet["resources"]): void {
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

/** Violations in an order of their own; the engine keeps none, and puts the description of the policy before what is reported. */
function violationsOf({ violations }: Plan): string[] {
  return violations
    .map(({ policy, level, urn, message }) => {
      const about = urn === undefined || urn.includes("::pulumi:pulumi:Stack::") ? undefined : urnName(urn);
      return JSON.stringify([policy, level, about, message.split("\n").slice(1).join("\n")]);
    })
    .sort();
}

/** What `npm run check` says about a fleet, without an engine. */
async function checked(fleet: Fleet, config: object): Promise<string[]> {
  const resources = fleet.resources.map((resource) => ({
    ...resource,
    urn: `urn:pulumi:all::homelab::${resource.type}::${resource.name}`,
  }));
  const said = await checkResources(
    { name: "all", settings: fleet.settings },
    resources,
    config as Record<string, Record<string, unknown>>,
  );
  return said.map(({ policy, level, about, message }) => JSON.stringify([policy, level, about, message])).sort();
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
    // Whatever the engine came to, `npm run check` has to come to without it.
    expect(await checked(fleet, config)).toEqual(violationsOf(plan));
    return { plan, exitCode, stderr };
  }

  it("lets the good fleet pass, every policy asked", async () => {
    const { plan, exitCode, stderr } = await previewed(new Fleet());
    expect({ violations: plan.violations, errors: plan.errors, exitCode }, stderr).toEqual({ violations: [], errors: [], exitCode: 0 });
    expect(plan.passed).toEqual(policies.map(({ name }) => name).sort());
  });

  const firstOfTopic = Object.entries(topics).map(([topic, list]) => {
    const { name } = list.find(({ enforcementLevel, name: one }) => enforcementLevel === "mandatory" && one !== "image-digest") ?? {
      name: "",
    };
    return { topic, policy: name, example: examples[name]?.[0] };
  });

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

  it("reports a resource that its provider refuses", async () => {
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

  it("says about the sites of this repository what check says, and is asked about the resources that check works out", async () => {
    const engineSays = await runTool(repository, "policy", ["--json"]);
    const checkSays = await runTool(repository, "check", ["--json"]);
    expect(engineSays.exitCode, engineSays.all).toBe(checkSays.exitCode);
    const { policies: said } = JSON.parse(engineSays.stdout) as {
      policies: { policy: string; level: string; findings: { message: string }[] }[];
    };
    const { problems } = JSON.parse(checkSays.stdout) as { problems: { policy: string; level: string; message: string }[] };
    const lines = said.flatMap(({ policy, level, findings }) => findings.map(({ message }) => [policy, level, message].join(" ")));
    expect(problems.map(({ policy, level, message }) => [policy, level, message].join(" ")).sort()).toEqual([...new Set(lines)].sort());
    expect(problems.map(({ policy }) => policy)).toContain("image-digest");
  });
});
