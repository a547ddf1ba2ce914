import { describe, expect, it } from "vitest";

import { EngineError, HostKeyError, LinkLostError, UnreachableError } from "../../../../provider/transport/errors.ts";
import type { CommandResult, NodeConnection } from "../../../../provider/transport/index.ts";
import { failureOf, probe } from "../../../../cli/shared/live/index.ts";

const facts = { node: "EDGE", address: "root@edge:22", tried: "ssh", elapsedMs: 6000, detail: "" };

function connection(node: string, run: () => Promise<CommandResult>): NodeConnection {
  return { node, address: `root@${node.toLowerCase()}:22`, run, close: () => Promise.resolve() };
}
const answer = (exitCode: number, stderr = ""): Promise<CommandResult> =>
  Promise.resolve({ exitCode, stdout: Buffer.from("27.0\n"), stderr });

describe("a probe", () => {
  it("tells nodes that answer, nodes that are off and nodes whose engine is down apart", async () => {
    const found = await probe([
      connection("UP", () => answer(0)),
      connection("OFF", () => Promise.reject(new UnreachableError(facts))),
      connection("ENGINE", () => answer(1, "Cannot connect to the Docker daemon")),
    ]);
    expect(found.map(({ node, state }) => [node, state])).toEqual([
      ["UP", "reachable"],
      ["OFF", "unreachable"],
      ["ENGINE", "error"],
    ]);
    expect(found[2]).toMatchObject({ error: expect.any(EngineError) as unknown });
  });

  it("asks all nodes at the same time", async () => {
    let asked = 0;
    const all = 20;
    const slow = (): Promise<CommandResult> =>
      new Promise((resolve) => {
        asked++;
        // Ends only once everybody was asked; one after the other this would wait for ever.
        const look = setInterval(() => {
          if (asked < all) return;
          clearInterval(look);
          resolve({ exitCode: 0, stdout: Buffer.alloc(0), stderr: "" });
        }, 1);
      });
    const found = await probe(Array.from({ length: all }, (_, index) => connection(`N${index}`, slow)));
    expect(found.every(({ state }) => state === "reachable")).toBe(true);
  });

  it("says that an engine socket which nobody listens on is an error of the node, not its absence", async () => {
    const [found] = await probe([{ ...connection("HERE", () => answer(0)), socket: "/nonexistent/docker.sock" }]);
    expect(found?.state).toBe("error");
    expect(found).toHaveProperty("error.message", expect.stringContaining("its Docker engine does not answer"));
  });
});

describe("a failure to read a node", () => {
  it("is the node's absence only when nobody answers or the link breaks", () => {
    expect(failureOf(new UnreachableError(facts)).state).toBe("unreachable");
    expect(failureOf(new LinkLostError(facts)).state).toBe("unreachable");
    expect(failureOf(new HostKeyError(facts)).state).toBe("error");
    expect(failureOf(new TypeError("a defect")).state).toBe("error");
  });
});
