import { appendFileSync, chmodSync, mkdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { appendEvent } from "../../../agents/events/index.ts";
import { event, Store } from "../../agents/events/support.ts";
import { repository } from "../../support/checkout.ts";
import { runTool } from "../../support/tool.ts";

const events = (...args: string[]) => runTool(repository, "events", args);

describe("npm run events", () => {
  it("writes an event and reads it again, by node, type, service and time", async () => {
    using store = new Store();
    appendEvent(store.root, event({ message: "an old one", timestamp: "2020-01-01T00:00:00.000Z" }));
    const written = await events("write", "--root", store.root, "--node", "VPS", "--message", "the disk was replaced");
    expect(written).toMatchObject({ exitCode: 0, stderr: "" });
    expect(written.stdout).toMatch(/written into .*\/VPS\/events\.jsonl/);
    const recent = await events("--root", store.root, "--since", "1h", "--type", "note", "--node", "VPS");
    expect(recent.stdout).toMatch(/^time +severity +node +service +type +message\n20\S+Z +info +VPS +note +the disk was replaced$/);
    const json = await events("read", "--root", store.root, "--service", "outline", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ at: { node: "VPS", day: "2020-01-01", offset: 0 }, message: "an old one" });
  });

  it("says how many lines hold no event, and shows nothing that a terminal would obey", async () => {
    using store = new Store();
    appendEvent(store.root, event());
    appendFileSync(
      store.file("2026-11-29", "VPS"),
      `broken\n${JSON.stringify({ timestamp: "2026-11-29T12:00:00Z", type: "x", node: "VPS", message: "a\u001b[2Jb" })}\n`,
    );
    const read = await events("--root", store.root);
    expect(read.stderr).toBe("1 line holds no event");
    expect(read.stdout).toContain("a·[2Jb");
  });

  it("refuses with everything that is wrong, and writes nothing", async () => {
    using store = new Store();
    const wrong = await events("write", "--root", store.root, "--node", "vps", "--severity", "loud", "--message", "x");
    expect(wrong).toMatchObject({ exitCode: 1, stdout: "" });
    expect(wrong.stderr).toMatch(/severity: .*; node: /);
    const type = await events("write", "--root", store.root, "--node", "VPS", "--type", "drift_detectd", "--message", "x");
    expect(type.stderr).toContain('did you mean "drift_detected"?');
    expect((await events("--root", store.root, "--since", "yesterday")).stderr).toContain('--since "yesterday" is no time');
    expect((await events("--root", "/nonexistent")).stderr).toContain("there is no event store at /nonexistent");
    expect((await events("--root", store.root, "--jsn")).stderr).toContain("unknown option");
  });

  it("says so when the store cannot be written", async () => {
    using store = new Store();
    const day = new Date().toISOString().slice(0, 10);
    mkdirSync(`${store.root}/${day}`);
    chmodSync(`${store.root}/${day}`, 0o755);
    appendFileSync(`${store.root}/${day}/VPS`, "a file where the node's folder should be");
    const refused = await events("write", "--root", store.root, "--node", "VPS", "--message", "x");
    expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
    expect(refused.stderr).toContain("could not be written");
    expect(readFileSync(`${store.root}/${day}/VPS`, "utf8")).toBe("a file where the node's folder should be");
  });
});
