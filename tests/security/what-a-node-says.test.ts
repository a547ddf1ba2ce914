import { describe, expect, it } from "vitest";

import { oneLine, visible } from "../../compose/problem.ts";
import { printable } from "../../provider/deploy/failure.ts";
import { recordProblem } from "../../provider/deploy/record.ts";
import { follow } from "../../provider/deploy/runs.ts";
import { takeSnapshot } from "../../provider/docker/snapshot.ts";
import { writeTar } from "../../provider/transport/tar.ts";
import { AnswerError, UnreachableError } from "../../provider/transport/errors.ts";
import type { NodeConnection } from "../../provider/transport/connection.ts";

interface Said {
  readonly objects?: readonly string[];
  readonly info?: string;
  readonly facts?: readonly string[];
  readonly entries?: readonly string[];
  readonly records?: Readonly<Record<string, string>>;
}

/** What the script that reads a node would print. */
async function answerOf({
  objects = [],
  info = "{}",
  facts = ["clock 1790000000", "account root"],
  entries = [],
  records = {},
}: Said): Promise<string> {
  const archive = await writeTar(Object.entries(records).map(([name, content]) => ({ path: `state/deploy/${name}.json`, content })));
  const section = (name: string, lines: readonly string[]): string => [`#begin ${name}`, ...lines, "", `#end ${name} 0`].join("\n");
  return [
    "#homelab-snapshot 1",
    section("facts", facts),
    section("objects", objects),
    section("info", [info]),
    section("entries", entries),
    section("sums", []),
    section("contents", [archive.toString("base64")]),
    "#done\n",
  ].join("\n");
}

function node(answer: string): NodeConnection {
  const run: NodeConnection["run"] = () => Promise.resolve({ exitCode: 0, stdout: Buffer.from(answer), stderr: "" });
  return { node: "EDGE", address: "root@edge:22", run, close: () => Promise.resolve() };
}

const good = { Id: "c1", Name: "/web", State: { Status: "running", Running: true }, Config: { Labels: null }, HostConfig: { Memory: 1 } };
const record = {
  version: 1,
  service: "web",
  project: "web",
  node: "EDGE",
  run: "r1-a",
  digest: "d",
  mode: "deploy",
  by: "anna",
  stage: "complete",
  outcome: "completed",
  started: "s",
  updated: "u",
  reason: "",
  cleared: "",
  sequence: 7,
};

describe("what a node says", () => {
  it("is believed when all of it has the shape that Docker and our runs write", async () => {
    const answer = await answerOf({
      objects: [`container ${JSON.stringify(good)}`, 'volume {"Name":"v","Labels":null}'],
      records: { web: JSON.stringify(record) },
    });
    const snapshot = await takeSnapshot(node(answer));
    expect(snapshot.engine.containers).toHaveLength(1);
    expect(snapshot.records.get("web")).toContain('"sequence":7');
  });

  it.each<[string, Said, RegExp]>([
    [
      "a list where a mapping belongs",
      { objects: [`container ${JSON.stringify({ ...good, HostConfig: [] })}`] },
      /containers\.0\.HostConfig/,
    ],
    [
      "a text where a number belongs",
      { objects: [`container ${JSON.stringify({ ...good, HostConfig: { Memory: "lots" } })}`] },
      /HostConfig\.Memory/,
    ],
    [
      "labels that are no texts",
      { objects: [`container ${JSON.stringify({ ...good, Config: { Labels: { a: { b: 1 } } } })}`] },
      /Labels\.a/,
    ],
    ["mounts that are a text", { objects: [`container ${JSON.stringify({ ...good, Mounts: "all" })}`] }, /Mounts/],
    ["a container without an id", { objects: ['container {"Name":"/web"}'] }, /containers\.0\.Id/],
    ["null for a container", { objects: ["container null"] }, /containers\.0/],
    ["an object that is cut off", { objects: ['container {"Id":"c1","Na'] }, /a container that docker inspect printed is no JSON/],
    ["an engine that says nothing of itself", { info: "" }, /docker info printed is no JSON/],
    ["no time", { facts: ["account root"] }, /what time it is/],
    ["a line about a file that is none", { entries: ["0644 root web"] }, /a line about a file or folder cannot be read/],
    ["a record that is no JSON", { records: { web: "{" } }, /state\/deploy\/web\.json: the record is no JSON/],
    ["a record of another shape", { records: { web: JSON.stringify({ ...record, sequence: "many" }) } }, /sequence of the record/],
    [
      "a record with a stage that nobody has",
      { records: { web: JSON.stringify({ ...record, stage: "\u001b[2J" }) } },
      /stage of the record/,
    ],
  ])("with %s is an error of that node, which names the place and no value", async (_what, said, message) => {
    const failed = await takeSnapshot(node(await answerOf(said))).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(AnswerError);
    // Not one that could be taken for a node that is off.
    expect(failed).not.toBeInstanceOf(UnreachableError);
    expect((failed as Error).message).toMatch(/^EDGE \(root@edge:22\): what it says cannot be used/);
    expect((failed as Error).message).toMatch(message);
    expect((failed as Error).message).not.toMatch(/lots|many|\u001b/);
  });

  it("about a run is checked while the run is followed", async () => {
    const answer = `alive no\nrecord ${JSON.stringify({ ...record, outcome: ["completed"] })}\n`;
    await expect(follow({ connection: node(answer), root: "/opt/homelab", service: "web" }, "r1-a", () => undefined)).rejects.toThrow(
      /EDGE .*outcome of the record is not what a run writes/,
    );
    expect(recordProblem(JSON.stringify(record))).toBeUndefined();
  });

  it.each([
    ["a colour and a bell", "\u001b[31mred\u0007", "red\\u0007"],
    ["a line that is overwritten", "ok\rfailed", "ok\\rfailed"],
    ["a text that is read from right to left", "\u202egnp.exe", "\\u202egnp.exe"],
    ["signs that show nothing", "a\u200bb\u00adc\u2066d\ufefff\u3164", "a\\u200bb\\u00adc\\u2066d\\ufefff\\u3164"],
    ["letters of another plane that show nothing", "a\u{e0041}b", "a\\u{e0041}b"],
    ["the title of a terminal", "\u001b]0;owned\u0007x", "\\u001b]0;owned\\u0007x"],
  ])("with %s is shown with its signs escaped", (_what, said, shown) => {
    expect(printable(said)).toBe(shown);
  });

  it("keeps its lines and tabs, where it has several", () => {
    expect(visible("one\n\ttwo\u0000")).toBe("one\n\ttwo\\u0000");
    expect(oneLine("one\ntwo")).toBe("one\\ntwo");
  });
});
