import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { writeSshConfig } from "../../../provider/transport/ssh-config.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "homelab-ssh-config-"));
  await mkdir(path.join(root, "inventory"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function topology(address: string, connection: object = { kind: "ssh", user: "homelab", port: 2222 }): Promise<void> {
  await writeFile(path.join(root, "inventory/topology.yaml"), JSON.stringify({ nodes: { "CHELSTY-HA": { address, connection } } }));
}

/** What a plugin's own `ssh` makes of the name. */
async function meant(): Promise<string[]> {
  const { stdout } = await execa("ssh", ["-F", ".homelab/ssh/config", "-G", "--", "chelsty-ha.node"], { cwd: root });
  return stdout.split("\n");
}

describe("the connection of a plugin that starts ssh itself", () => {
  it("goes where the topology and the person's own configuration say, under a name that does not change", async () => {
    const own = path.join(root, "own");
    await writeFile(
      own,
      "Host cottage\n  HostName 192.0.2.7\n  IdentityFile /keys/cottage\n  UserKnownHostsFile /keys/known\n  StrictHostKeyChecking no\n",
    );
    await topology("cottage");
    await writeSshConfig(root, { HOMELAB_SSH_CONFIG: own });
    const lines = [
      "user homelab",
      "port 2222",
      "hostname 192.0.2.7",
      "identityfile /keys/cottage",
      "userknownhostsfile /keys/known",
      "batchmode yes",
    ];
    expect(await meant()).toEqual(expect.arrayContaining([...lines, "stricthostkeychecking true"]));
    await topology("198.51.100.9", { kind: "ssh", user: "other" });
    await writeSshConfig(root, { HOMELAB_SSH_CONFIG: own });
    expect(await meant()).toEqual(expect.arrayContaining(["user other", "port 22", "hostname 198.51.100.9"]));
  });

  it("is written for its owner only, and not for the machine this runs on", async () => {
    await topology("hub", { kind: "local" });
    await writeSshConfig(root, { HOMELAB_SSH_CONFIG: "/dev/null" });
    const file = path.join(root, ".homelab/ssh/config");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).not.toContain("Host ");
  });
});
