import { execa } from "execa";
import { chownSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { appendEvent, BadEventError, eventTypes, NotWrittenError, readStore } from "../../../agents/events/index.ts";
import { repository } from "../../support/checkout.ts";
import { event, Store } from "./support.ts";

const NOBODY = 65534;

function events(root: string): unknown[] {
  return [...readStore(root)].map((line) => ("event" in line ? line.event.message : line.unreadable));
}

describe("an event that is written", () => {
  it("stands on a line of its own in the file of its day and node", () => {
    using store = new Store();
    appendEvent(store.root, event({ message: "first" }));
    appendEvent(store.root, event({ message: "second", timestamp: "2026-11-29T23:59:59.999Z" }));
    appendEvent(store.root, event({ message: "third", timestamp: "2026-11-30T00:00:00.000Z" }));
    const text = readFileSync(store.file("2026-11-29", "VPS"), "utf8");
    expect(text.split("\n").map((line) => (line === "" ? "" : (JSON.parse(line) as { message: string }).message))).toEqual([
      "first",
      "second",
      "",
    ]);
    expect(events(store.root)).toEqual(["first", "second", "third"]);
  });

  it("goes into an older day when the node's clock went back, and is read there", () => {
    using store = new Store();
    appendEvent(store.root, event({ message: "today" }));
    appendEvent(store.root, event({ message: "with a clock of last year", timestamp: "2025-01-01T00:00:01.000Z" }));
    expect(events(store.root)).toEqual(["with a clock of last year", "today"]);
  });

  it("can be about another node than the one whose store holds it", () => {
    using store = new Store();
    appendEvent(store.root, event({ type: "node_offline", node: "CHELSTY-HA", service: "", source: "observer" }), "VPS");
    expect([...readStore(store.root, "VPS")]).toHaveLength(1);
    expect(existsSync(store.file("2026-11-29", "CHELSTY-HA"))).toBe(false);
  });

  it("starts on a new line when a power cut tore the last one", () => {
    using store = new Store();
    appendEvent(store.root, event({ message: "whole" }));
    writeFileSync(store.file("2026-11-29", "VPS"), `${readFileSync(store.file("2026-11-29", "VPS"), "utf8")}{"timestamp":"2026-11-`);
    appendEvent(store.root, event({ message: "after" }));
    expect(events(store.root)).toEqual(["whole", "no JSON", "after"]);
  });

  it("leaves nothing behind when the disk takes only a part of it", () => {
    using store = new Store();
    appendEvent(store.root, event({ message: "whole" }));
    const before = readFileSync(store.file("2026-11-29", "VPS"));
    const halfFull = { write: (descriptor: number, bytes: Buffer) => writeSync(descriptor, bytes.subarray(0, 40)) };
    expect(() => appendEvent(store.root, event({ message: "cut" }), "VPS", halfFull)).toThrow(NotWrittenError);
    expect(readFileSync(store.file("2026-11-29", "VPS"))).toEqual(before);
  });

  it("does not take back what another program appended behind a half line", () => {
    using store = new Store();
    appendEvent(store.root, event({ message: "whole" }));
    const busy = {
      write: (descriptor: number, bytes: Buffer) => {
        const written = writeSync(descriptor, bytes.subarray(0, 40));
        writeSync(descriptor, '\n{"timestamp":"2026-11-29T12:00:00Z","type":"x","node":"VPS","message":"another program"}\n');
        return written;
      },
    };
    expect(() => appendEvent(store.root, event(), "VPS", busy)).toThrow(NotWrittenError);
    expect(events(store.root)).toEqual(["whole", "no JSON", "another program"]);
  });

  it("is refused with everything that is wrong with it, and nothing is written", () => {
    using store = new Store();
    const wrong = event({ node: "../etc", service: "Not A Name", message: `a line feed\nand ${"x".repeat(800)}`, source: "executor" });
    let problems: readonly string[] = [];
    try {
      appendEvent(store.root, wrong);
    } catch (error) {
      if (!(error instanceof BadEventError)) throw error;
      problems = error.problems;
    }
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["node", "service", "message", "message", "source"]);
    expect(problems.at(-1)).toBe("source: containers_not_running is written by stability-agent");
    expect(events(store.root)).toEqual([]);
  });

  it("is refused when nobody writes such a type, or it has a field that no event has", () => {
    using store = new Store();
    expect(() => appendEvent(store.root, { ...event(), type: "restart_everything" })).toThrow(/type: /);
    expect(() => appendEvent(store.root, { ...event(), password: "x" } as never)).toThrow(/password/);
    expect(() => appendEvent(store.root, event({ data: { text: "x".repeat(17_000) } }))).toThrow(/at most 16384/);
  });

  it("does not follow a link in the store", () => {
    using store = new Store();
    const outside = path.join(store.root, "outside");
    writeFileSync(outside, "untouched\n");
    mkdirSync(path.dirname(store.file("2026-11-29", "VPS")), { recursive: true });
    symlinkSync(outside, store.file("2026-11-29", "VPS"));
    expect(() => appendEvent(store.root, event())).toThrow(NotWrittenError);
    symlinkSync(path.join(store.root, "2026-11-29"), path.join(store.root, "2026-11-30"));
    expect(() => appendEvent(store.root, event({ timestamp: "2026-11-30T12:00:00.000Z", node: "PIHA" }))).toThrow(/is no folder/);
    expect(readFileSync(outside, "utf8")).toBe("untouched\n");
    expect(events(store.root)).toEqual([]);
  });
});

describe.runIf(process.getuid?.() === 0)("programs that share a store", () => {
  it("do not lock each other out: what root makes belongs to the account that owns the store", async () => {
    using layout = new Store();
    const root = path.join(layout.root, "events");
    mkdirSync(root);
    for (const folder of [layout.root, root]) chownSync(folder, NOBODY, NOBODY);
    const file = path.join(root, "2026-11-29/VPS/events.jsonl");
    appendEvent(root, event({ message: "by the agent, as root" }));
    expect([path.dirname(path.dirname(file)), path.dirname(file), file].map((made) => statSync(made).uid)).toEqual([
      NOBODY,
      NOBODY,
      NOBODY,
    ]);
    // The deployment's own function, under the account that deploys, on the same day and node. Read here and started in the layout: the
    // account need not be able to pass the folders above.
    const runner = readFileSync(path.join(repository, "provider/deploy/node/runner/words.sh"), "utf8");
    const script = `${runner}
      root=. node=VPS service=outline run=r1 mode=up stage=deploy incoming=/nonexistent env_file=/dev/null
      date() { case $2 in +%Y-%m-%d) echo 2026-11-29;; *) echo 2026-11-29T12:00:01Z;; esac; }
      event deployment_started info "by the runner, as the account"`;
    const { exitCode, stderr } = await execa("sh", ["-c", script], { uid: NOBODY, gid: NOBODY, reject: false, cwd: layout.root });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    appendEvent(root, event({ message: "by the agent again" }));
    expect(events(root)).toEqual(["by the agent, as root", "by the runner, as the account", "by the agent again"]);
  });

  it("leave whole lines only on a disk that is full", async () => {
    using store = new Store();
    await execa("mount", ["-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", store.root]);
    try {
      let written = 0;
      const fill = () => {
        for (; ; written++) appendEvent(store.root, event({ message: `event ${written} ${"x".repeat(600)}` }));
      };
      expect(fill).toThrow(NotWrittenError);
      expect(written).toBeGreaterThan(10);
      const text = readFileSync(store.file("2026-11-29", "VPS"), "utf8");
      expect(text.endsWith("\n")).toBe(true);
      expect(events(store.root)).toHaveLength(written);
    } finally {
      await execa("umount", [store.root]);
    }
  });

  it("never mix their lines: three writers of ours and a shell at the same time", async () => {
    using store = new Store();
    const library = JSON.stringify(path.join(repository, "agents/events/index.ts"));
    const program = `import { appendEvent } from ${library};
      for (let i = 0; i < 400; i++) appendEvent(${JSON.stringify(store.root)}, { v: 1, timestamp: "2026-11-29T12:00:00.000Z", type: "note", severity: "info",
        node: "VPS", service: "", source: "operator", message: process.argv[1] + " " + i + " " + "x".repeat(i % 600) });`;
    appendEvent(store.root, event({ message: "first" }));
    const shell = `i=0; while [ $i -lt 400 ]; do printf '{"timestamp":"2026-11-29T12:00:00Z","type":"x","node":"VPS","message":"shell %s"}\\n' $i >>"$1"; i=$((i+1)); done`;
    await Promise.all([
      ...["a", "b", "c"].map((name) => execa(process.execPath, ["--input-type=module", "--eval", program, name])),
      execa("sh", ["-c", shell, "sh", store.file("2026-11-29", "VPS")]),
    ]);
    const lines = events(store.root) as string[];
    expect(lines).toHaveLength(1601);
    for (const name of ["a", "b", "c", "shell"])
      expect(new Set(lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.split(" ")[1]))).toHaveLength(400);
  });
});

describe("the table of event types", () => {
  it("gives every fault an end, so that no incident stays open for ever", () => {
    const ended = new Set(Object.values(eventTypes).flatMap(({ ends = [] }) => ends));
    const faults = Object.entries(eventTypes).flatMap(([type, { fault }]) => (fault ? [type] : []));
    expect(faults.filter((type) => !ended.has(type))).toEqual([]);
    expect([...ended].filter((type) => !faults.includes(type))).toEqual([]);
  });
});
