import { describe, expect, test } from "vitest";

import { layout, project, sleeper } from "../provider/deploy/support/documents.ts";
import { NODE } from "../provider/deploy/support/node-site.ts";
import type { NodeSite } from "../provider/deploy/support/node-site.ts";
import { onNode } from "../provider/deploy/support/on-node.ts";
import type { Declaration } from "../provider/deploy/support/node-site.ts";

/** A second name of the machine: as good as a second node for whoever asks what is touched. */
const OTHER = `${NODE}2`;

describe("what is asked for, and nothing else", { timeout: 240_000 }, () => {
  let site: NodeSite;
  let memory = 32;

  onNode("v2", async (started) => {
    site = started;
    await site.reachAt(site.sshd.port, OTHER);
    await change();
    const up = await site.up();
    if (up.exitCode !== 0) throw new Error(up.all);
  });

  const names = ["web", "web-db", "mail", "far"] as const;
  const contract = { healthcheck: { type: "container", services: [], interval: "1s", timeout: "2s", deadline: "15s" } };

  /** Declares another bound for every service of every node. */
  async function change(parts: object = {}): Promise<void> {
    memory += 1;
    const service = (name: string, more: object = {}) =>
      sleeper(name, { mem_limit: String(memory * 1024 * 1024), healthcheck: { test: ["CMD", "true"], interval: "1s" }, ...more });
    const on = (node: string, { args, ...rest }: Declaration): Declaration => ({ ...rest, args: { ...args, node } });
    await site.declare({
      [`${NODE}/layout`]: layout,
      [`${NODE}/web`]: project("web", { services: { web: service("web", parts), "web-db": sleeper("web-db") }, contract }),
      [`${NODE}/mail`]: project("mail", { services: { mail: service("mail") }, contract }),
      [`${OTHER}/far`]: on(OTHER, project("far", { services: { far: service("far") }, contract })),
    });
  }

  /** Id and start time of every container. */
  const identities = async (): Promise<Record<string, string>> =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await site.identity(name)] as const)));

  /** The containers that were made anew or started meanwhile. */
  async function touchedSince(before: Record<string, string>): Promise<string[]> {
    const after = await identities();
    return names.filter((name) => after[name] !== before[name]);
  }

  test("is one service: its changed containers are touched, no other service and no other node", async () => {
    const before = await identities();
    await change();
    const ended = await site.up("--target", `**::${NODE}/web`);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await touchedSince(before)).toEqual(["web"]);
    expect(await site.node.docker("inspect", "--format", "{{.HostConfig.Memory}}", "web")).toBe(String(memory * 1024 * 1024));
  });

  test("is one node: its services are touched, those of a node whose name begins alike are not", async () => {
    const before = await identities();
    await change();
    const ended = await site.up("--target", `**::${NODE}/**`);
    expect(ended.exitCode, ended.all).toBe(0);
    expect(await touchedSince(before)).toEqual(["web", "mail"]);
    // The rest is still to be done, and is done by an update of everything.
    const rest = await site.up();
    expect(rest.exitCode, rest.all).toBe(0);
    expect(await touchedSince(before)).toEqual(["web", "mail", "far"]);
  });

  describe("stages", () => {
    const some = (stages: string) =>
      site.pulumi(["up", "--yes", "--skip-preview", "--target", `**::${NODE}/web`], { HOMELAB_STAGES: stages });
    const record = async () => JSON.parse(await site.sh("cat /opt/homelab/state/deploy/web.json")) as { stage: string; outcome: string };

    test("end before anything is touched, are told as they are, and leave the update to be done", async () => {
      const [before, events] = [await identities(), await site.events()];
      await change();
      const ended = await some("prepare,validate");
      expect(ended.exitCode).not.toBe(0);
      expect(ended.all).toContain(
        "EDGE web: stopped after validate as asked; nothing was deployed; fix: leave HOMELAB_STAGES out to deploy",
      );
      expect(await record()).toMatchObject({ stage: "validate", outcome: "stopped" });
      expect(await touchedSince(before)).toEqual([]);
      expect(await site.events()).toEqual(events);
      expect(await site.sh("ls /opt/homelab/state/deploy/web")).not.toContain("incoming");
      const whole = await site.up("--target", `**::${NODE}/web`);
      expect(whole.exitCode, whole.all).toBe(0);
      expect(await touchedSince(before)).toEqual(["web"]);
    });

    test("find a document that the node's Compose refuses", async () => {
      const before = await identities();
      await change({ environment: { TOKEN: "${TOKEN:?is needed here}" } });
      const ended = await some("validate");
      expect(ended.exitCode).not.toBe(0);
      expect(ended.all).toMatch(/EDGE web: stage validate failed: the Compose of the node refuses the document: .*is needed here/);
      expect(await touchedSince(before)).toEqual([]);
    });

    test("verify and diagnose look at what runs", async () => {
      const before = await identities();
      await change();
      const well = await some("verify,diagnose");
      expect(well.exitCode).not.toBe(0);
      expect(well.all).toContain("EDGE web: stopped after diagnose as asked; nothing was deployed");
      expect(well.all).toContain("--- the last lines of web:");
      await site.node.docker("pause", "web-db");
      const ill = await some("verify");
      expect(ill.exitCode).not.toBe(0);
      expect(ill.all).toMatch(
        /EDGE web: stage verify failed: not healthy after 15 s: web-db: is paused \(exit code 0\); nothing was changed/,
      );
      await site.node.docker("unpause", "web-db");
      expect(await touchedSince(before)).toEqual([]);
    });

    test("are none for what has none, and an unknown one is refused", async () => {
      const before = await identities();
      const unknown = await some("prepare,deply");
      expect(unknown.exitCode).not.toBe(0);
      expect(unknown.all).toContain('HOMELAB_STAGES: "deply" is no stage; allowed: prepare, validate, verify, diagnose');
      await site.declare({ [`${NODE}/layout`]: layout });
      const removal = await site.pulumi(["up", "--yes", "--skip-preview"], { HOMELAB_STAGES: "prepare" });
      expect(removal.exitCode).not.toBe(0);
      expect(removal.all).toContain(
        "EDGE web: its removal: not done, since HOMELAB_STAGES asks for prepare only; fix: leave HOMELAB_STAGES out, or `--exclude` it",
      );
      expect(await touchedSince(before)).toEqual([]);
    });
  });
});
