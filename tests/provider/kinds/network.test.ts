import { describe, expect, it } from "vitest";

import { NodeQueues } from "../../../provider/deploy/queue.ts";
import type { NetworkInspect } from "../../../provider/docker/engine.ts";
import { readers } from "../../../provider/docker/read.ts";
import { applyNetwork, createNetwork, deleteNetwork } from "../../../provider/kinds/network/change.ts";
import { container, snapshotOf } from "../../support/snapshots.ts";

const inputs = { node: "TEST", name: "ingress", driver: "bridge", internal: false };
const ingress: NetworkInspect = { Id: "id1", Name: "ingress", Driver: "bridge", Internal: false, Attachable: true };

/** A container that is connected to a network of that id, running or not. */
function connected(name: string, id: string, running = true) {
  return {
    ...container(),
    Name: `/${name}`,
    State: { Status: running ? "running" : "exited", Running: running },
    NetworkSettings: { Networks: { ingress: { NetworkID: id } } },
  };
}

/** A node with these networks and containers; what is done on it and said about it. */
function node(networks: readonly NetworkInspect[], containers: readonly ReturnType<typeof connected>[] = []) {
  const before = snapshotOf({ containers });
  const snapshot = { ...before, engine: { ...before.engine, networks } };
  const [done, said]: [string[], string[]] = [[], []];
  const run = (argv: readonly string[]) => {
    done.push(argv.join(" "));
    return Promise.resolve({ exitCode: 0, stdout: Buffer.alloc(0), stderr: "" });
  };
  const connection = { node: "TEST", address: "test", run, close: () => Promise.resolve() };
  const snapshots = { of: () => Promise.resolve(snapshot), forget: () => undefined };
  const context = {
    connections: { to: () => Promise.resolve(connection) },
    snapshots,
    queues: new NodeQueues(),
    say: (sentence: string) => void said.push(sentence),
  };
  return {
    context,
    done,
    said,
    read: (id = "TEST/ingress", of: object = inputs) => readers.get("homelab:docker:Network")?.({ ...of }, id, { snapshots }),
  };
}

describe("a shared network", () => {
  it("is made when it is not there", async () => {
    const { context, done } = node([]);
    await createNetwork({ ...inputs, internal: true }, context);
    expect(done).toEqual(["docker network create --driver bridge --internal ingress"]);
  });

  it("that is there already is adopted as it is, and what differs is said", async () => {
    const { context, done, said } = node([{ ...ingress, Driver: "macvlan" }], [connected("web", "id1")]);
    await createNetwork(inputs, context);
    expect(done).toEqual([]);
    expect(said).toEqual(["TEST network ingress: exists and is adopted as it is, although driver is macvlan"]);
  });

  it("is as declared although somebody made it attachable, with labels and a subnet of their own", async () => {
    const own = { ...ingress, Labels: { a: "b" }, IPAM: { Config: [{ Subnet: "10.9.0.0/24" }] } };
    expect((await node([own]).read())?.differences).toEqual([]);
  });

  it("shows another driver and that it leads nowhere, and that it is gone", async () => {
    const other = await node([{ ...ingress, Driver: "macvlan", Internal: true }]).read();
    expect(other?.differences).toEqual([
      { path: ["driver"], enforced: "macvlan" },
      { path: ["internal"], enforced: true },
    ]);
    expect(await node([]).read()).toBeUndefined();
  });

  it("can be imported by node and name", async () => {
    expect(await node([{ ...ingress, Internal: true }]).read("TEST/ingress", {})).toMatchObject({
      declared: { node: "TEST", name: "ingress", driver: "bridge", internal: true },
    });
    await expect(node([]).read("ingress", {})).rejects.toThrow("allowed: NODE/network, such as VPS/ingress");
  });

  it.each([true, false])("is never replaced while a container is connected to it (running: %s)", async (running) => {
    const { context, done } = node([{ ...ingress, Internal: true }], [connected("web", "id1", running)]);
    await expect(applyNetwork(inputs, context)).rejects.toThrow(
      /^TEST network ingress: its internal is true instead of false; it is not replaced, since containers are connected to it: web; fix: /,
    );
    expect(done).toEqual([]);
  });

  it("is replaced when nothing is connected to it, and made again when it is gone", async () => {
    const idle = node([{ ...ingress, Internal: true }]);
    await applyNetwork(inputs, idle.context);
    expect(idle.done).toEqual(["docker network rm ingress", "docker network create --driver bridge ingress"]);
    const gone = node([]);
    await applyNetwork(inputs, gone.context);
    expect(gone.done).toEqual(["docker network create --driver bridge ingress"]);
    const same = node([ingress]);
    await applyNetwork(inputs, same.context);
    expect(same.done).toEqual([]);
  });

  it("that git no longer names is removed, unless a container is connected to it", async () => {
    const idle = node([ingress]);
    await deleteNetwork(inputs, idle.context);
    expect(idle.done).toEqual(["docker network rm ingress"]);
    const used = node([ingress], [connected("web", "id1", false)]);
    await deleteNetwork(inputs, used.context);
    expect(used.done).toEqual([]);
    expect(used.said).toEqual(["TEST network ingress: stays on the node, since containers are connected to it: web"]);
    const gone = node([]);
    await deleteNetwork(inputs, gone.context);
    expect(gone.done).toEqual([]);
  });
});
