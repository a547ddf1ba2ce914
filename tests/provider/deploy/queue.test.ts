import { expect, test } from "vitest";

import { NodeQueues } from "../../../provider/deploy/queue.ts";

test("work for a node is done one after another, also after a failure, and other nodes do not wait", async () => {
  const queues = new NodeQueues();
  const log: string[] = [];
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const first = queues.run("A", async () => {
    log.push("first");
    await gate;
    throw new Error("broken");
  });
  const second = queues.run("A", () => Promise.resolve(log.push("second")));
  await queues.run("B", () => Promise.resolve(log.push("other node")));
  open();
  await expect(first).rejects.toThrow("broken");
  await second;
  expect(log).toEqual(["first", "other node", "second"]);
});
