import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { repository } from "../support/checkout.ts";
import { requirePackage } from "../support/debian-packages.ts";

const minutes = 60_000;

/** A Debian 12 root file system made from Debian's own packages, as a machine has it before anybody touched it. */
describe("the bootstrap on a fresh Debian root file system", { timeout: 10 * minutes }, () => {
  let root: string;

  beforeAll(async () => {
    await requirePackage("/usr/sbin/debootstrap", "debootstrap");
    root = await mkdtemp(path.join(tmpdir(), "homelab-debian-"));
    await execa("debootstrap", ["--variant=minbase", "bookworm", root], { stdin: "ignore" });
    await execa("mount", ["-t", "proc", "proc", path.join(root, "proc")]);
    // Nothing is started in a chroot.
    await writeFile(path.join(root, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
    for (const file of ["resolv.conf", "hosts"]) await cp(path.join("/etc", file), path.join(root, "etc", file));
    await cp("/etc/apt/apt.conf.d", path.join(root, "etc/apt/apt.conf.d"), {
      recursive: true,
      force: false,
      filter: (file) => !/docker|packagekit|appstream|needrestart|postgresql/.test(file),
    });
    await cp(path.join(repository, "bootstrap"), path.join(root, "opt/bootstrap"), { recursive: true });
  }, 10 * minutes);
  afterAll(async () => {
    await execa("umount", [path.join(root, "proc")], { reject: false });
    await rm(root, { recursive: true, force: true });
  });

  const inside = (command: string) =>
    execa("chroot", [root, "/bin/sh", "-c", command], {
      env: {
        PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
        HOMELAB_USER: "homelab",
        HOMELAB_COMPOSE: "v1",
        HOMELAB_KEYS: "ssh-ed25519 AAAA someone",
        HOMELAB_NAME: "edge",
      },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
    });

  it("makes a node of it, all but what a person has to do", async () => {
    const { exitCode, stdout, stderr } = await inside("sh /opt/bootstrap/run.sh chelsty");
    expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
    expect(stdout).toMatch(/waits {4}80-tailscale/);
    expect(stderr).toContain("join the mesh: tailscale up --hostname edge");
    expect(stdout.trim().split("\n").at(-1)).toBe("11 changed, 1 waiting for a person");
  });

  it("has the engine with Compose 1.29.2, the account, the folders and the settings then", async () => {
    expect((await inside("docker-compose version --short")).stdout).toBe("1.29.2");
    expect((await inside("id -nG homelab")).stdout.split(" ")).toContain("docker");
    expect((await inside("stat -c '%a %U' /opt/homelab/config /opt/homelab/data /home/homelab/.ssh/authorized_keys")).stdout).toBe(
      "700 homelab\n755 homelab\n600 homelab",
    );
    expect(JSON.parse((await inside("cat /etc/docker/daemon.json")).stdout)).toEqual({
      "log-driver": "json-file",
      "log-opts": { "max-size": "10m", "max-file": "3" },
      "live-restore": true,
    });
    const apt = (await inside("apt-config dump")).stdout;
    for (const setting of [
      'Unattended-Upgrade::Automatic-Reboot "false"',
      'Acquire::http::Dl-Limit "500"',
      'APT::Periodic::Update-Package-Lists "7"',
    ])
      expect(apt).toContain(setting);
  });

  it("does nothing at all the second time", async () => {
    const stamp = async () =>
      (
        await inside(
          "find /etc /opt/homelab /home /var/lib/dpkg/status -newer /tmp/stamp -type f; find /opt/homelab /home -newer /tmp/stamp -type d",
        )
      ).stdout;
    await inside("sleep 1; touch /tmp/stamp; sleep 1");
    const { exitCode, stdout } = await inside("sh /opt/bootstrap/run.sh chelsty");
    expect(exitCode).toBe(0);
    expect(stdout.trim().split("\n").at(-1)).toBe("0 changed, 1 waiting for a person");
    expect(await stamp()).toBe("");
  });

  it("puts back what somebody undid, keeps what somebody added, and touches nothing else", async () => {
    await inside(
      "chmod 755 /opt/homelab/config; echo 'ssh-ed25519 BBBB other' >>/home/homelab/.ssh/authorized_keys; jq '. + {debug: true} | del(.[\"log-opts\"])' /etc/docker/daemon.json >/tmp/d && cp /tmp/d /etc/docker/daemon.json",
    );
    const { stdout } = await inside("sh /opt/bootstrap/run.sh chelsty");
    expect(stdout.split("\n").filter((line) => line.startsWith("changed"))).toEqual(["changed  40-layout", "changed  50-log-rotation"]);
    expect(JSON.parse((await inside("cat /etc/docker/daemon.json")).stdout)).toMatchObject({
      debug: true,
      "log-opts": { "max-file": "3" },
    });
    expect((await inside("cat /home/homelab/.ssh/authorized_keys")).stdout).toBe("ssh-ed25519 AAAA someone\nssh-ed25519 BBBB other");
  });

  it("ends with one sentence for what it cannot do", async () => {
    const wrong = await inside("HOMELAB_COMPOSE=v3 sh /opt/bootstrap/run.sh");
    expect(wrong.exitCode).toBe(1);
    expect(wrong.stderr).toContain('HOMELAB_COMPOSE is "v3"; allowed: v1, v2');
    const kind = await inside("sh /opt/bootstrap/run.sh chelsy");
    expect([kind.exitCode, kind.stderr]).toEqual([1, 'unknown kind of node "chelsy"; allowed: chelsty']);
  });
});
