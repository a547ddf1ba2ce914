import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { NODE, SITE } from "../cli/plan/support/fleet.ts";
import { FleetSite, SECRET } from "../cli/plan/support/fleet-site.ts";

const minutes = 60_000;
const OVERRIDE = "hosts/house/runtime/web/docker-compose.override.yml";
const OF_PROGRAM = "mArKeD-pr0gram-S3cret";
const OF_SETTINGS = "mArKeD-s3ttings-S3cret";

describe("a plan", { timeout: 3 * minutes }, () => {
  let fleet: FleetSite;

  beforeAll(async () => {
    fleet = await FleetSite.start();
  }, 5 * minutes);
  afterAll(() => fleet[Symbol.asyncDispose]());

  it("is refused while the checkout is not as in a commit", async () => {
    await fleet.site.checkout.replace(OVERRIDE, "mem_limit: 64m", "mem_limit: 96m");
    const ended = await fleet.tool("plan", [SITE]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(
      new RegExp(
        `^a plan is bound to a commit, and the checkout is not as in [0-9a-f]{12}: ${OVERRIDE}; fix: commit or put back what changed$`,
      ),
    );
    await fleet.commit("more for the web");
  });

  it("is refused into a folder that would make the checkout another one, and for a target that is none", async () => {
    const inside = await fleet.tool("plan", [SITE, "--target", "HOUSE/wbe"]);
    expect(inside.exitCode).toBe(1);
    expect(inside.stderr).toMatch(
      /--target "HOUSE\/wbe" is neither a URN nor on this site; allowed: HOUSE, HOUSE\/web, .*; did you mean "HOUSE\/web"\?/,
    );
    const folder = await fleet.tool("plan", [SITE, "--out", "bundle"]);
    expect(folder.exitCode).toBe(1);
    expect(folder.stderr).toMatch(/--out "bundle" lies in the checkout, which a plan needs clean/);
  });

  it("says what restarts and for how long, and where the bundle and its sum are", async () => {
    const ended = await fleet.tool("plan", [SITE, "--out", ".homelab/plans/first"]);
    expect(ended.exitCode, ended.all).toBe(0);
    const sum = /^SHA-256 {2}([0-9a-f]{64})$/m.exec(ended.stdout)?.[1] ?? "";
    expect(ended.stdout).toContain(`Apply    npm run apply -- .homelab/plans/first --sha256 ${sum} --approved-by NAME`);
    expect(ended.stdout).toContain("~ document.services.web.mem_limit: 67108864 → 100663296");
    const summary = await readFile(path.join(fleet.root, ".homelab/plans/first/summary.md"), "utf8");
    expect(summary).toContain("Nothing is deleted, replaced, opened or let go.");
    expect(summary).toMatch(
      /^\| <code>HOUSE<\/code> \| <code>web<\/code> \| made anew \| <code>services\.web\.mem&#95;limit<\/code> \| \d+ s \| \d+ s \|$/m,
    );
    expect(summary).not.toContain("web-cache</code>");
    // The sum is what anybody can work out with the tools of every machine.
    const listing = await fleet.site.sh(`cd ${fleet.root}/.homelab/plans/first && sha256sum $(LC_ALL=C ls) | sha256sum`);
    expect(listing).toBe(`${sum}  -`);
  });

  it("holds no secret of the node, of the program or of the settings, and neither does what it prints", async () => {
    await fleet.site.checkout.replace(
      "src/stacks/site.ts",
      "memory: memoryOutput(",
      `hidden: pulumi.secret(${JSON.stringify(OF_PROGRAM)}), memory: memoryOutput(`,
    );
    await fleet.site.checkout.replace("src/stacks/site.ts", /^/, 'import * as pulumi from "@pulumi/pulumi";\n');
    await fleet.commit("a secret output");
    const set = await fleet.tool("pulumi", ["config", "set", "--secret", "token", OF_SETTINGS, "--stack", SITE]);
    expect(set.exitCode, set.all).toBe(0);
    await fleet.site.write("config/web/.env", `WEB_TOKEN='${SECRET}2'\n`);
    const ended = await fleet.tool("plan", [SITE, "--json"]);
    expect(ended.exitCode, ended.all).toBe(0);
    const { bundle } = JSON.parse(ended.stdout) as { bundle: string };
    const files = await readdir(bundle);
    expect(files.sort()).toEqual(["changes.json", "engine-plan.json", "manifest.json", "summary.md"]);
    const texts = await Promise.all(files.map((file) => readFile(path.join(bundle, file), "utf8")));
    expect(texts.join("")).toContain("ciphertext");
    for (const text of [...texts, ended.all]) expect(text).not.toMatch(/mArKeD/i);
    // The drift that the changed secret makes is in it by name.
    expect(texts.join("")).toContain("services.web.environment.TOKEN");
    await fleet.git("revert", "--no-edit", "HEAD");
    await fleet.site.write("config/web/.env", `WEB_TOKEN='${SECRET}'\n`);
    await fleet.tool("pulumi", ["config", "rm", "token", "--stack", SITE]);
  });

  it("of one service leaves the other one's change for later", async () => {
    await fleet.change("services/notes/docker-compose.yml", "mem_limit: 32m", "mem_limit: 40m");
    const plan = await fleet.plan("--target", `${NODE}/notes`);
    expect(plan.resources.map(({ name }) => name)).toEqual([`${NODE}/notes/project`]);
    const web = await fleet.site.identity("web");
    const ended = await fleet.apply(plan);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await fleet.memoryOf("notes")).toBe(String(40 * 1024 * 1024));
    expect(await fleet.site.identity("web")).toBe(web);
  });

  it("says two deletions first and lets them pass without a word, but no word for what it does not do", async () => {
    await fleet.change("hosts/house/services.yaml", /^services:[^]*/m, "services:\n  node-agent: { exposure: none }\n");
    for (const service of ["web", "notes"]) await fleet.git("rm", "-r", "--quiet", `services/${service}`);
    await fleet.git("rm", "-r", "--quiet", "hosts/house/runtime/web");
    // What goes leaves its memory to what stays: with it, this would be over the budget of 256 MiB.
    await fleet.site.checkout.replace("services/node-agent/docker-compose.yml", "mem_limit: 32m", "mem_limit: 200m");
    await fleet.commit("two services less");
    // Two are no mass; they go without a word.
    const plan = await fleet.plan();
    expect(plan.resources.map(({ operation, name }) => `${operation} ${name}`).sort()).toEqual([
      `delete ${NODE}/notes/project`,
      `delete ${NODE}/web/project`,
      `update ${NODE}/node-agent/project`,
    ]);
    const summary = await readFile(path.join(plan.bundle, "summary.md"), "utf8");
    expect(summary).toMatch(/#### Look at this first\n\n- \*\*🗑️ delete\*\* <code>HOUSE\/notes\/project<\/code> is taken away/);
    const wrong = await fleet.tool("plan", [SITE, "--allow-delete", `urn:pulumi:${SITE}::homelab::homelab:node:Layout::${NODE}/layout`]);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toMatch(/--allow-delete "urn:.*" allows what this plan does not do/);
    await fleet.git("reset", "--quiet", "--hard", "HEAD~2");
  });

  it("refuses more than three deletions without a word for each, and a protected one before anything else", async () => {
    const stored = await fleet.state();
    const resources = stored.deployment.resources;
    // Layouts, since deleting one deletes nothing on a node.
    const strangers = resources
      .filter(({ urn }) => urn.endsWith(`::${NODE}/layout`))
      .flatMap((one) => ["a", "b", "c", "d"].map((name) => ({ ...one, urn: one.urn.replace("/layout", `/${name}`) })));
    await fleet.importState({ ...stored, deployment: { ...stored.deployment, resources: [...resources, ...strangers] } });
    const refused = await fleet.tool("plan", [SITE]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain("the plan is refused, since these steps need a word of their own:");
    for (const { urn } of strangers)
      expect(refused.stderr).toContain(`is deleted, one of 4; fix: if that is meant, --allow-delete '${urn}'`);
    const words = strangers.flatMap(({ urn }) => ["--allow-delete", urn]);
    const some = await fleet.tool("plan", [SITE, ...words.slice(2)]);
    expect(some.exitCode).toBe(1);
    expect(some.stderr.match(/need a word|is deleted, one of 4/g)).toEqual(["need a word", "is deleted, one of 4"]);
    const plan = await fleet.plan(...words);
    expect(plan.resources.filter(({ operation }) => operation === "delete")).toHaveLength(4);
    const guarded = strangers.map((one, index) => ({ ...one, protect: index === 0 }));
    await fleet.importState({ ...stored, deployment: { ...stored.deployment, resources: [...resources, ...guarded] } });
    const kept = await fleet.tool("plan", [SITE, ...words]);
    await fleet.importState(stored);
    expect(kept.exitCode).toBe(1);
    expect(kept.stderr).toMatch(/cannot be planned[^]*protect/);
  });

  it("leaves a node out that cannot be reached, names it, deletes nothing of it, and is applied to the others", async () => {
    await fleet.addDeadNode();
    await fleet.commit("a node that is off");
    const plan = await fleet.plan();
    expect(plan.unreachable.map(({ node }) => node)).toEqual(["GONE"]);
    expect(plan.resources.map(({ operation, name }) => `${operation} ${name}`)).toEqual([`update ${NODE}/web/project`]);
    const summary = await readFile(path.join(plan.bundle, "summary.md"), "utf8");
    expect(summary).toMatch(/#### Left out, since it cannot be reached\n\n- <code>GONE<\/code> and everything on it: /);
    const ended = await fleet.apply(plan);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await fleet.memoryOf("web")).toBe(String(96 * 1024 * 1024));
    const named = await fleet.tool("plan", [SITE, "--target", "GONE"]);
    expect(named.exitCode).toBe(1);
    expect(named.stderr).toMatch(/nothing can be planned for a node that cannot be judged:\n.*GONE .*the node cannot be reached/);
  });
});
