import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import {
  connect,
  CommandTimeoutError,
  HostKeyError,
  LinkLostError,
  PermissionError,
  UnreachableError,
} from "../../../provider/transport/index.ts";
import type { NodeConnection } from "../../../provider/transport/index.ts";
import { Relay, Sshd } from "../../support/sshd.ts";

let sshd: Sshd;

beforeAll(async () => {
  sshd = await Sshd.start();
});

afterAll(async () => sshd.stop());

function connection(port = sshd.port, config = sshd.config, user = "root"): NodeConnection {
  return connect({ kind: "ssh", node: "TEST", host: "127.0.0.1", user, port }, { config });
}

/** Uses a connection and closes it. */
async function using<C extends { close(): Promise<void> }, T>(node: C, work: (node: C) => Promise<T>): Promise<T> {
  try {
    return await work(node);
  } finally {
    await node.close();
  }
}

async function failure(work: Promise<unknown>): Promise<{ error: Error }> {
  const error = await work.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason as Error,
  );
  return { error };
}

describe("a node over ssh", () => {
  test("gets arguments and input as they are, and gives output back byte by byte", async () => {
    await using(connection(), async (node) => {
      const argv = ["printf", "%s|", "a b", "$(id)", "it's", "x\ny", "*", ""];
      expect((await node.run(argv)).stdout.toString()).toBe("a b|$(id)|it's|x\ny|*||");
      const bytes = Buffer.from([0, 255, 10, 195, 40, 0]);
      expect((await node.run(["cat"], { stdin: bytes })).stdout).toEqual(bytes);
      const megabyte = "x".repeat(1024 * 1024);
      expect((await node.run(["wc", "-c"], { stdin: megabyte })).stdout.toString().trim()).toBe(String(megabyte.length));
    });
  });

  test("says how a program ended, 255 and 127 among it", async () => {
    await using(connection(), async (node) => {
      expect((await node.run(["sh", "-c", "echo oops >&2; exit 3"])).exitCode).toBe(3);
      expect((await node.run(["sh", "-c", "exit 255"])).exitCode).toBe(255);
      expect((await node.run(["no-such-program-here"])).exitCode).toBe(127);
    });
  });

  test("has closed stdin, so that nothing waits for an answer", async () => {
    await using(connection(), async (node) => expect((await node.run(["cat"])).stdout.length).toBe(0));
  });

  test("logs in once for many commands side by side, and leaves nothing behind", async () => {
    // A folder for temporary files of its own, since other tests log in at the same time.
    vi.stubEnv("TMPDIR", sshd.folder);
    const sockets = (): string[] => readdirSync(join(sshd.folder, `homelab-ssh-${process.getuid?.() ?? "user"}`));
    await using(connection(), async (node) => {
      const parents = await Promise.all(Array.from({ length: 6 }, () => node.run(["sh", "-c", "echo $PPID"])));
      expect(new Set(parents.map(({ stdout }) => stdout.toString())).size).toBe(1);
      expect(sockets()).toHaveLength(1);
    });
    expect(sockets()).toEqual([]);
    vi.unstubAllEnvs();
  });

  test("is not waited for longer than a command may take", async () => {
    await using(connection(), async (node) => {
      await node.run(["true"]);
      const { error } = await failure(node.run(["sleep", "60"], { timeoutMs: 500 }));
      expect(error).toBeInstanceOf(CommandTimeoutError);
      expect(error.message).toMatch(/^TEST \(root@127\.0\.0\.1:\d+\): a command did not end in time; tried sleep over ssh for \d+\.\d s/);
    });
  });
});

describe("a node that cannot be used is told apart by why", { timeout: 60_000 }, () => {
  test("nothing listens", async () => {
    const { error } = await using(connection(1), (node) => failure(node.run(["true"])));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.message).toMatch(
      /^TEST \(root@127\.0\.0\.1:1\): the node cannot be reached; tried ssh to root@127\.0\.0\.1:1 for \d+\.\d s: .*Connection refused/,
    );
  });

  test("somebody takes the connection and never says a word", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { error } = await using(connection((silent.address() as AddressInfo).port), (node) => failure(node.run(["true"])));
    silent.close();
    expect(error).toBeInstanceOf(UnreachableError);
  });

  test("the host key is another one", async () => {
    const other = await Sshd.start();
    try {
      await writeFile(
        join(other.folder, "known_hosts"),
        (await readFile(join(sshd.folder, "known_hosts"), "utf8")).replace(String(sshd.port), String(other.port)),
      );
      const { error } = await using(connection(other.port, other.config), (node) => failure(node.run(["true"])));
      expect(error).toBeInstanceOf(HostKeyError);
    } finally {
      await other.stop();
    }
  });

  test.each(["no", "accept-new"])("the host key is not known at all, even where the user's own configuration says %s", async (careless) => {
    const config = join(sshd.folder, `careless_config_${careless}`);
    await writeFile(
      config,
      sshd
        .clientConfig("user_key")
        .replace("StrictHostKeyChecking yes", `StrictHostKeyChecking ${careless}`)
        .replace("known_hosts", "no_known_hosts"),
    );
    const { error } = await using(connection(sshd.port, config), (node) => failure(node.run(["true"])));
    expect(error).toBeInstanceOf(HostKeyError);
  });

  test("the key is refused", async () => {
    const { error } = await using(connection(sshd.port, join(sshd.folder, "stranger_config")), (node) => failure(node.run(["true"])));
    expect(error).toBeInstanceOf(PermissionError);
    expect(error.message).toContain("Permission denied (publickey)");
  });

  test("the link breaks in the middle of a command, and the next command finds the node again", async () => {
    await using(connection(), async (node) => {
      await node.run(["true"]);
      const running = failure(node.run(["sleep", "60"]));
      await sleep(300);
      await sshd.kill();
      expect((await running).error).toBeInstanceOf(LinkLostError);
      await sshd.listen();
      expect((await node.run(["echo", "back"])).stdout.toString()).toBe("back\n");
    });
  });

  test("an unreachable node does not hold up another one", async () => {
    const dead = connection(1);
    const [, alive] = await Promise.all([failure(dead.run(["true"])), using(connection(), (node) => node.run(["echo", "here"]))]);
    await dead.close();
    expect(alive.stdout.toString()).toBe("here\n");
  });
});

describe("a slow link", () => {
  test("costs at most four round trips a command once it is up", async () => {
    await using(await Relay.start(sshd.port, 30), async (relay) => {
      await using(connection(relay.port), async (node) => {
        await node.run(["true"]);
        relay.turns = 0;
        expect((await node.run(["echo", "far"])).stdout.toString()).toBe("far\n");
        // Two turns of the direction are a round trip.
        expect(relay.turns).toBeLessThanOrEqual(8);
      });
    });
  });
});
