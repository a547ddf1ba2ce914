import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { NODE, SITE } from "../cli/plan/support/fleet.ts";
import { FleetSite } from "../cli/plan/support/fleet-site.ts";

const minutes = 60_000;
const OVERRIDE = "hosts/house/runtime/web/docker-compose.override.yml";
const MIB = 1024 * 1024;

describe("from a change to a drift and back into git", { timeout: 3 * minutes }, () => {
  let fleet: FleetSite;

  beforeAll(async () => {
    fleet = await FleetSite.start();
  }, 5 * minutes);
  afterAll(() => fleet[Symbol.asyncDispose]());

  /** What a refreshing preview of the whole site ends with. */
  const look = () => fleet.tool("pulumi", ["preview", "--refresh", "--diff", "--expect-no-changes", "--stack", SITE, "--non-interactive"]);
  const applied = async (): Promise<string> => {
    const ended = await fleet.apply(await fleet.plan());
    expect(ended.exitCode, ended.all).toBe(0);
    return ended.stdout;
  };

  it("takes a change of an override to the node by an approved plan", async () => {
    await fleet.change(OVERRIDE, "mem_limit: 64m", "mem_limit: 80m");
    expect(await applied()).toMatch(/^applied and proven: .*1 update/);
    expect(await fleet.memoryOf("web")).toBe(String(80 * MIB));
    expect((await look()).exitCode).toBe(0);
  });

  it("finds what somebody did by hand", async () => {
    await fleet.site.node.docker("update", "--memory", "96m", "--memory-swap", "192m", "--cpus", "0.5", "web");
    await fleet.site.node.docker("update", "--memory", "48m", "--memory-swap", "48m", "web-cache");
    const ended = await look();
    expect(ended.exitCode).not.toBe(0);
    expect(ended.all).toMatch(/mem_limit *: "100663296" => "83886080"/);
  });

  it("shows what it would write and writes nothing with --dry-run", async () => {
    const before = await fleet.site.checkout.read(OVERRIDE);
    const ended = await fleet.tool("adopt", [SITE, "web", "--dry-run"]);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(ended.stdout).toContain("+    mem_limit: 96m");
    expect(await fleet.site.checkout.read(OVERRIDE)).toBe(before);
  });

  it("writes only the places that are named, every other character of the file kept", async () => {
    const before = await fleet.site.checkout.read(OVERRIDE);
    const ended = await fleet.tool("adopt", [SITE, "web", "services.web.mem_limit"]);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await fleet.site.checkout.read(OVERRIDE)).toBe(
      before.replace("mem_limit: 80m   # half of it is cache", "mem_limit: 96m   # half of it is cache"),
    );
    expect(ended.stdout).toBe(
      [
        `--- ${OVERRIDE}`,
        `+++ ${OVERRIDE}`,
        "@@ -2,7 +2,7 @@",
        " services:",
        "   web:",
        "     # Measured in May.",
        "-    mem_limit: 80m   # half of it is cache",
        "+    mem_limit: 96m   # half of it is cache",
        "     environment:",
        "       MODE: quiet",
        "   web-cache:",
        `${OVERRIDE} now asks for what ${NODE} enforces; next: commit it, then npm run plan -- ${SITE}`,
      ].join("\n"),
    );
  });

  it("writes all that drifted, with the comments kept, and git declares it as it is enforced", async () => {
    const ended = await fleet.tool("adopt", [SITE, "web"]);
    expect(ended.exitCode, ended.all).toBe(0);
    const text = await fleet.site.checkout.read(OVERRIDE);
    expect(text).toContain("# What HOUSE gives the web.");
    expect(text).toContain("# Measured in May.");
    expect(text).toMatch(/ {2}web:[^]*cpus: ["']?0\.5[^]* {2}web-cache:\n {4}mem_limit: 48m/);
    expect(text).toContain("memswap_limit: 48m");
  });

  it("is in sync after a plan and its apply, without a container being touched", async () => {
    await fleet.commit("adopt what is enforced");
    const before = await Promise.all(["web", "web-cache", "notes"].map((name) => fleet.site.identity(name)));
    expect(await applied()).toMatch(/^applied and proven/);
    expect(await Promise.all(["web", "web-cache", "notes"].map((name) => fleet.site.identity(name)))).toEqual(before);
    expect((await look()).exitCode).toBe(0);
    const again = await fleet.tool("adopt", [SITE, "web"]);
    expect(again.exitCode, again.all).toBe(0);
    expect(again.stdout).toContain(`web on ${NODE} is as it was applied: there is nothing to adopt`);
  });

  it("writes nothing when what is enforced breaks a rule, and says which", async () => {
    const before = await fleet.site.checkout.read(OVERRIDE);
    await fleet.site.node.docker("update", "--memory", "200m", "--memory-swap", "400m", "web");
    const ended = await fleet.tool("adopt", [SITE, "web"]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(
      /breaks a rule, and nothing was written:\n.*the memory limits on HOUSE add up to 312 MiB, 56 MiB over its budget/,
    );
    expect(await fleet.site.checkout.read(OVERRIDE)).toBe(before);
    await fleet.site.node.docker("update", "--memory", "96m", "--memory-swap", "192m", "web");
  });

  it("writes nothing when what is enforced is against a policy, and says which", async () => {
    const before = await fleet.site.checkout.read(OVERRIDE);
    await fleet.site.node.docker("update", "--restart", "always", "web");
    const ended = await fleet.tool("adopt", [SITE, "web"]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(
      /is against the policies, and nothing was written:\n {2}restart-policy: .*web on HOUSE has restart: always; allowed: unless-stopped/,
    );
    expect(await fleet.site.checkout.read(OVERRIDE)).toBe(before);
    await fleet.site.node.docker("update", "--restart", "unless-stopped", "web");
  });

  it("names what cannot be adopted with the reason: a stopped container, a file, a secret", async () => {
    const before = await fleet.site.checkout.read(OVERRIDE);
    await fleet.site.node.docker("stop", "web-cache");
    await fleet.site.write("services/web/files/web.conf", "x = 2\n");
    await fleet.site.write("config/web/.env", "WEB_TOKEN='another'\n");
    const ended = await fleet.tool("adopt", [SITE, "web"]);
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(
      /^not adopted: status\.web-cache: the container is exited \(\d+\), and that is no setting; a plan puts it right$/m,
    );
    expect(ended.stdout).toMatch(/^not adopted: files\["files\/web\.conf"\]\.sha256: the content of a file is not read from the node/m);
    expect(ended.stdout).toMatch(
      /^not adopted: services\.web\.environment\.TOKEN: its value on the node may be a secret and is not shown/m,
    );
    expect(ended.all).not.toContain("mArKeD");
    expect(await fleet.site.checkout.read(OVERRIDE)).toBe(before);
  });

  it("is put back by a plan instead", async () => {
    expect(await applied()).toMatch(/^applied and proven: .*1 update/);
    expect((await look()).exitCode).toBe(0);
  });

  it("is refused with the allowed names for a service, a node or a place that is none", async () => {
    for (const [args, says] of [
      [[SITE, "wbe"], /"wbe" runs nowhere on the site saturn; allowed: node-agent, notes, web; did you mean "web"\?/],
      [[SITE, "web", "--node", "SATURN"], /web does not run on "SATURN"; allowed: HOUSE/],
      [
        [SITE, "web", "services.web.image"],
        /"services\.web\.image": nothing of web on HOUSE drifted there; allowed: nothing, it is as it was applied/,
      ],
    ] as const) {
      const ended = await fleet.tool("adopt", args);
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toMatch(says);
    }
  });
});
