import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Snapshots, takeSnapshot } from "../../../provider/docker/index.ts";
import { connect, EngineError, UnreachableError } from "../../../provider/transport/index.ts";
import type { NodeConnection } from "../../../provider/transport/index.ts";
import { Dockerd } from "../../support/dockerd.ts";
import { importImage } from "../../support/images.ts";
import { inside } from "../../support/inside.ts";
import { Relay, Sshd } from "../../support/sshd.ts";

const HOSTILE = ["it's", "$(touch pwned)", "two words", '"quoted"', "#begin info", "ümläut", "line\nbreak"];

let node: Dockerd;
let sshd: Sshd;

beforeAll(async () => {
  node = await Dockerd.start();
  sshd = await Sshd.start(node);
  await importImage(node, "stand-in:1");
  await node.docker("network", "create", "net");
  for (let index = 0; index < 20; index++) {
    await node.docker(
      "create",
      "--name",
      `c${index}`,
      "--network",
      "net",
      "--env",
      "HOSTILE=#end objects 0\n#done",
      "--label",
      "x=a\nb",
      "stand-in:1",
    );
  }
  const files = join(node.layout, "services/shop/files");
  await mkdir(files, { recursive: true });
  for (const name of HOSTILE) await writeFile(join(files, name), name);
  await writeFile(join(files, "big"), Buffer.alloc(1_100_000));
  for (const service of ["shop", "other"]) {
    await mkdir(join(node.layout, "config", service), { recursive: true });
    await writeFile(join(node.layout, "config", service, ".env"), `A=${service}\n#done\nB='x\ny'\n`);
  }
  await mkdir(join(node.layout, "state/deploy"), { recursive: true });
  await writeFile(join(node.layout, "state/deploy/shop.json"), '{"stage":"complete"}\n');
  await mkdir(join(node.layout, "events"));
  await chmod(join(node.layout, "events"), 0o2770);
});

afterAll(async () => {
  await sshd.stop();
  await node.stop();
});

function far(port = sshd.port): NodeConnection {
  return connect({ kind: "ssh", node: "TEST", host: "127.0.0.1", user: "root", port }, { config: sshd.config });
}

describe("a node read in one go", () => {
  test("is the same by ssh and by the local socket, and names and values are never taken for anything else", async () => {
    const connection = far();
    const [remote, local] = await Promise.all([takeSnapshot(connection), takeSnapshot(inside(node))]).finally(() => connection.close());
    const namesOf = ({ engine }: typeof remote): unknown => ({
      containers: engine.containers.map(({ Name, Config }) => [Name, Config?.Env, Config?.Labels]).sort(),
      images: engine.images.map(({ Id, RepoTags, Config }) => [Id, RepoTags, Config?.Cmd]),
      networks: engine.networks.map(({ Name }) => Name).sort(),
      volumes: engine.volumes.map(({ Name }) => Name).sort(),
      version: engine.info.ServerVersion,
    });
    expect(namesOf(remote)).toEqual(namesOf(local));
    expect(remote.engine.containers).toHaveLength(20);
    for (const snapshot of [remote, local]) {
      expect(snapshot.envFiles).toEqual(
        new Map([
          ["shop", "A=shop\n#done\nB='x\ny'\n"],
          ["other", "A=other\n#done\nB='x\ny'\n"],
        ]),
      );
      expect(snapshot.records).toEqual(new Map([["shop", '{"stage":"complete"}\n']]));
      const files = [...snapshot.entries].filter(([path]) => path.includes("/files/"));
      // A name with a line break could pose as another entry, so it is left out.
      expect(files.map(([path]) => path.split("/files/")[1]).sort()).toEqual(
        [...HOSTILE.filter((name) => !name.includes("\n")), "big"].sort(),
      );
      expect(snapshot.entries.get("/opt/homelab/services/shop/files/it's")).toMatchObject({
        kind: "file",
        mode: "0644",
        owner: "root",
        size: 4,
      });
      expect(snapshot.entries.get("/opt/homelab/services/shop/files/it's")?.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(snapshot.entries.get("/opt/homelab/services/shop/files/big")?.sha256).toBeUndefined();
      expect(snapshot.entries.get("/opt/homelab/events")).toMatchObject({ kind: "folder", mode: "2770" });
      expect(Math.abs(snapshot.clockSkewSeconds)).toBeLessThan(5);
      expect(snapshot.diskFreeKiB).toBeGreaterThan(1000);
    }
  });

  test("takes at most four round trips, whatever is on it", async () => {
    const relay = await Relay.start(sshd.port, 30);
    const connection = far(relay.port);
    try {
      await connection.run(["true"]);
      relay.turns = 0;
      await takeSnapshot(connection);
      expect(relay.turns / 2).toBeLessThanOrEqual(4);
    } finally {
      await connection.close();
      await relay.close();
    }
  });

  test("is read once for all who ask in one run, and again after a change", async () => {
    let reads = 0;
    const counting = {
      to: () =>
        Promise.resolve({ ...inside(node), run: (...args: Parameters<NodeConnection["run"]>) => (reads++, inside(node).run(...args)) }),
    };
    const snapshots = new Snapshots(counting);
    const [first, second] = await Promise.all([snapshots.of("TEST"), snapshots.of("TEST")]);
    expect(first).toBe(second);
    expect(reads).toBe(1);
    snapshots.forget("TEST");
    expect(await snapshots.of("TEST")).not.toBe(first);
    expect(reads).toBe(2);
  });
});

describe("a node that cannot be read", { timeout: 60_000 }, () => {
  test("is told apart from one whose engine is down", async () => {
    await node.stopEngine();
    try {
      const connection = far();
      const remote = await takeSnapshot(connection).catch((error: unknown) => error);
      await connection.close();
      expect(remote).toBeInstanceOf(EngineError);
      expect((remote as Error).message).toContain("its Docker engine does not answer");
      expect(await takeSnapshot(inside(node)).catch((error: unknown) => error)).toBeInstanceOf(EngineError);
    } finally {
      await node.startEngine();
    }
    const gone = connect({ kind: "ssh", node: "GONE", host: "127.0.0.1", user: "root", port: 1 }, { config: sshd.config });
    await expect(takeSnapshot(gone)).rejects.toThrow(UnreachableError);
    await gone.close();
  });
});
