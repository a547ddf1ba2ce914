import { describe, expect, it } from "vitest";

import { follow } from "../../../provider/deploy/runs.ts";
import type { CommandResult, NodeConnection } from "../../../provider/transport/connection.ts";

const record = {
  version: 1,
  service: "web",
  project: "web",
  node: "EDGE",
  run: "r1",
  stage: "complete",
  outcome: "completed",
  sequence: 7,
  reason: "",
};
const over = answer(0, `alive no\nrecord ${JSON.stringify(record)}\n`);

function answer(exitCode: number, stdout = "", stderr = ""): CommandResult {
  return { exitCode, stdout: Buffer.from(stdout), stderr };
}

/** A node that gives these answers one after the other. */
function node(...answers: CommandResult[]): NodeConnection {
  return { node: "EDGE", address: "root@edge:22", run: () => Promise.resolve(answers.shift() ?? over), close: () => Promise.resolve() };
}

describe("following a run", () => {
  it("asks again when the question was killed on the node", async () => {
    const stages: string[] = [];
    const end = await follow(
      { connection: node(answer(137, "", "Killed"), over), root: "/opt/homelab", service: "web" },
      "r1",
      ({ stage }) => stages.push(stage),
    );
    expect(end).toMatchObject({ finished: true, record: { outcome: "completed" } });
    expect(stages).toEqual(["complete"]);
  });

  it("does not ask again when the node cannot be asked so", async () => {
    const following = follow(
      { connection: node(answer(2, "", "sh: syntax error")), root: "/opt/homelab", service: "web" },
      "r1",
      () => undefined,
    );
    await expect(following).rejects.toThrow(/EDGE \(root@edge:22\).*exit code 2.*asking after the run of web.*syntax error/s);
  });
});
