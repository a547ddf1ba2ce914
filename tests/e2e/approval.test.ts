import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { NODE, SITE } from "../cli/plan/support/fleet.ts";
import { FleetSite } from "../cli/plan/support/fleet-site.ts";
import type { PlanDocument } from "../cli/plan/support/fleet-site.ts";
import type { Ended } from "../support/tool.ts";

const minutes = 60_000;
const OVERRIDE = "hosts/house/runtime/web/docker-compose.override.yml";
/** Above what the kernel gives. */
const NOBODY = 4_194_999;

describe("one approved plan", { timeout: 3 * minutes }, () => {
  let fleet: FleetSite;
  let plan: PlanDocument;
  let before: string;

  beforeAll(async () => {
    fleet = await FleetSite.start();
    await fleet.change(OVERRIDE, "mem_limit: 64m", "mem_limit: 96m");
    plan = await fleet.plan();
    before = await fleet.untouched();
  }, 6 * minutes);
  afterAll(() => fleet[Symbol.asyncDispose]());

  /** A refusal has its line, no stack trace, and has touched nothing. */
  async function refused(ended: Ended, says: RegExp): Promise<void> {
    expect(ended.exitCode, ended.all).toBe(1);
    expect(ended.stderr).toContain("the plan is refused, and nothing was touched:");
    expect(ended.stderr).toMatch(says);
    expect(ended.all).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(await fleet.untouched()).toBe(before);
  }

  const lockFile = () =>
    path.join(fleet.backend, ".pulumi", "locks", "organization", "homelab", SITE, "11111111-2222-3333-4444-555555555555.json");
  const lock = async (pid: number, host = hostname()): Promise<void> => {
    await mkdir(path.dirname(lockFile()), { recursive: true });
    await writeFile(lockFile(), JSON.stringify({ pid, username: "somebody", hostname: host, timestamp: new Date().toISOString() }));
  };

  it("is refused when nobody approved it", async () => {
    await refused(await fleet.tool("apply", [plan.bundle]), /^ {2}approval: /m);
  });

  it("is refused when another SHA-256 was approved", async () => {
    await refused(
      await fleet.apply({ ...plan, sha256: "0".repeat(64) }),
      new RegExp(`^ {2}SHA-256: the bundle's is ${plan.sha256}, and 0{64} was approved$`, "m"),
    );
  });

  it("is refused when the plan file moved, by the SHA-256 and without it", async () => {
    const folder = path.join(await mkdtemp(path.join(tmpdir(), "hl-bundle-")), "bundle");
    await cp(plan.bundle, folder, { recursive: true });
    const file = path.join(folder, "engine-plan.json");
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("100663296", "100663297"));
    await refused(
      await fleet.tool("apply", [folder, "--approved-by", "Ada"]),
      /^ {2}plan file: engine-plan\.json is not as the plan wrote it$/m,
    );
    await refused(await fleet.apply({ bundle: folder, sha256: plan.sha256 }), /^ {2}SHA-256: /m);
    await rm(path.dirname(folder), { recursive: true });
  });

  it("is refused when another commit is checked out", async () => {
    await fleet.git("commit", "--quiet", "--allow-empty", "--message", "another");
    await refused(
      await fleet.apply(plan),
      new RegExp(`^ {2}commit: the plan is for ${plan.commit}, and [0-9a-f]{40} is checked out$`, "m"),
    );
    await fleet.git("reset", "--quiet", "--hard", "HEAD~1");
  });

  it("is refused when a file is not as in the commit", async () => {
    await fleet.site.checkout.replace(OVERRIDE, "Measured in May", "Measured in June");
    await refused(await fleet.apply(plan), new RegExp(`^ {2}commit: the checkout is not as in its commit: ${OVERRIDE}$`, "m"));
    await fleet.git("checkout", "--quiet", "--", OVERRIDE);
  });

  it("is refused when the policy configuration moved", async () => {
    const file = "policy/policy-config.json";
    await fleet.site.checkout.replace(file, '"days": 14', '"days": 15');
    await refused(await fleet.apply(plan), /^ {2}policy configuration: policy\/policy-config\.json changed since the plan was judged$/m);
    await fleet.git("checkout", "--quiet", "--", file);
  });

  it("is refused when the state moved, with the resource that did", async () => {
    const stack = path.join(fleet.backend, ".pulumi", "stacks", "homelab", `${SITE}.json`);
    const stored = await readFile(stack, "utf8");
    const urn = `urn:pulumi:${SITE}::homelab::homelab:components:Node$homelab:components:ComposeService$homelab:compose:Project::${NODE}/notes/project`;
    const protect = await fleet.tool("pulumi", ["state", "protect", urn, "--yes", "--stack", SITE]);
    expect(protect.exitCode, protect.all).toBe(0);
    const ended = await fleet.apply(plan);
    await writeFile(stack, stored);
    await refused(ended, new RegExp(`^ {2}state: ${NODE}/notes/project$`, "m"));
  });

  it("is refused when the node moved, with what did, also where the plan changes nothing", async () => {
    await fleet.site.node.docker("update", "--memory", "48m", "notes");
    const ended = await fleet.apply(plan);
    await fleet.site.node.docker("update", "--memory", "32m", "notes");
    await refused(ended, new RegExp(`^ {2}live snapshot: ${NODE} container notes: memory$`, "m"));
    await fleet.site.write("config/web/.env", "WEB_TOKEN='another'\n");
    const again = await fleet.apply(plan);
    await fleet.site.write("config/web/.env", "WEB_TOKEN='mArKeD-n0de-S3cret'\n");
    await refused(again, new RegExp(`^ {2}live snapshot: ${NODE} config/web/\\.env$`, "m"));
  });

  it("is refused when it is too old", async () => {
    const short = await fleet.plan("--lifetime", "0.0001");
    await refused(await fleet.apply(short), /^ {2}age: it was made at .* and was good for 0\.0001 h; now it is /m);
  });

  it("is refused when a living process, or one of another machine, has locked the stack", async () => {
    await lock(process.pid);
    await refused(
      await fleet.apply(plan),
      new RegExp(
        `^ {2}lock: process ${process.pid} of somebody on ${hostname()} has locked the stack since .* and is at work; wait for it$`,
        "m",
      ),
    );
    await lock(NOBODY, "elsewhere");
    await refused(await fleet.apply(plan), new RegExp(`^ {2}lock: process ${NOBODY} of somebody on elsewhere has locked the stack`, "m"));
    await rm(lockFile());
  });

  it("names everything that moved at once", async () => {
    await fleet.git("commit", "--quiet", "--allow-empty", "--message", "another");
    await fleet.site.node.docker("update", "--memory", "48m", "notes");
    const ended = await fleet.apply(plan);
    await fleet.site.node.docker("update", "--memory", "32m", "notes");
    await fleet.git("reset", "--quiet", "--hard", "HEAD~1");
    await refused(ended, /^ {2}commit: [^]*^ {2}live snapshot: /m);
  });

  it("is applied, proven and recorded when nothing moved, whatever was refused before, and clears the lock of a dead process", async () => {
    await lock(NOBODY);
    const notes = await fleet.site.identity("notes");
    const ended = await fleet.apply(plan);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(ended.stderr).toContain(`process ${NOBODY} of somebody on ${hostname()} has locked the stack since`);
    expect(ended.stderr).toContain("that process is gone, and its lock is cleared");
    expect(ended.stdout).toMatch(/^applied and proven: 9 same, 1 update /);
    expect(await fleet.memoryOf("web")).toBe(String(96 * 1024 * 1024));
    expect(await fleet.site.identity("notes")).toBe(notes);
    const record = JSON.parse(
      await readFile(path.join(fleet.backend, ".homelab", "applies", "homelab", SITE, `${plan.sha256}.json`), "utf8"),
    ) as Record<string, unknown>;
    expect(record).toMatchObject({
      sha256: plan.sha256,
      commit: plan.commit,
      approvedBy: "Ada",
      sumGiven: true,
      outcome: "applied",
      reasons: [],
      done: { update: 1 },
    });
    expect(Date.parse(String(record["ended"]))).toBeGreaterThan(Date.parse(String(record["started"])));
  });

  it("is applied once", async () => {
    before = await fleet.untouched();
    await refused(await fleet.apply(plan), /^ {2}second apply: .* began to apply it at .*, approved by Ada; it ended .* as applied$/m);
  });
});
