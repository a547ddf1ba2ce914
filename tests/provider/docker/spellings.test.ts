import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { Dockerd } from "../../support/dockerd.ts";
import { importImage } from "../../support/images.ts";
import { LiveProject } from "../../support/live-project.ts";

/** What every generation of Compose takes: the engine keeps each of them in another form than it is written in. */
const COMMON = `
version: "3.8"
services:
  folders:
    image: img:vol
    volumes: ["/opt/homelab//data/spelled/:/b//c/", "/x/../anonymous/"]
    tmpfs: ["/run/", "/var//x:size=1m"]
    working_dir: /data//
    devices: ["/dev//null:/dev/other"]
  policy: { image: "img:vol", restart: unless-stopped, deploy: { restart_policy: { condition: on-failure, max_attempts: 2 } } }
  open: { image: "img:vol", restart: always, deploy: { restart_policy: { delay: 5s } } }
  caps: { image: "img:vol", cap_add: [NET_ADMIN, CAP_NET_ADMIN] }
  label: { image: "img:vol", pid: host, security_opt: ["label:disable"] }
  listed: { image: "img:vol", command: [] }
  texted: { image: "img:vol", command: "" }
  bare: { image: "img:vol", entrypoint: [] }
`;

const NEWER = `
  hosts: { image: "img:vol", extra_hosts: ["a.example:192.0.2.1", "a.example=192.0.2.1"] }
  unmasked: { image: "img:vol", security_opt: [systempaths=unconfined] }
  dual: { image: "img:vol", networks: [dual] }
  kept: { image: "img:vol", volumes: ["kept:/kept"] }
networks:
  dual:
    enable_ipv6: true
    driver_opts: { com.docker.network.driver.mtu: 1400 }
    ipam: { config: [{ subnet: "FD5A:77::/64" }, { subnet: 10.91.7.0/24 }] }
volumes:
  kept: { driver_opts: { type: tmpfs, o: "size=1m", device: tmpfs } }
`;

describe.each(["debian", "current"] as const)("with the %s engine", (engine) => {
  let node: Dockerd;

  beforeAll(async () => {
    node = await Dockerd.start({ engine });
    await importImage(node, "img:vol", ["VOLUME /srv/data/", "WORKDIR /data/"]);
  });
  afterEach(async () => {
    await node.clear();
    await node.tryDocker("volume", "rm", "spelled_kept");
  });
  afterAll(async () => node.stop());

  async function brought(generation: "v1" | "v2" | "v5", text: string): Promise<LiveProject> {
    const project = new LiveProject(node, "spelled");
    await project.place(text, "");
    await project.compose(generation, "up", "--no-start");
    return project;
  }

  /** What differs, besides that nothing was started. */
  async function drift(project: LiveProject): Promise<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(await project.drift()).filter(([path]) => !path.startsWith("status.")));
  }

  describe("a spelling is never drift", () => {
    test.each([
      ["v1", COMMON],
      ["v2", COMMON + NEWER],
      ["v5", COMMON + NEWER],
    ] as const)("right after Compose %s has made the containers", async (generation, text) => {
      expect(await drift(await brought(generation, text))).toEqual({});
    });

    test.each(["v1", "v2", "v5"] as const)(
      "nor is what Compose %s has taken out of files on the node, however they are called",
      async (generation) => {
        const text = `
version: "3.8"
services:
  app: # as many publish it
    image: img:vol
    env_file:
      - .env
      - ./settings.conf # by hand
    environment: { OWN: own }
  flow: { image: "img:vol", env_file: ["settings.conf"] }
  one:
    image: img:vol
    env_file: settings.conf
`;
        const project = new LiveProject(node, "spelled");
        await project.place(text, "");
        await writeFile(join(project.directory, ".env"), "PLAIN=1\nQUOTED='a b'\n");
        await writeFile(join(project.directory, "settings.conf"), "PLAIN=2\nURL=http://x/?a=b\n");
        await project.compose(generation, "up", "--no-start");
        expect(await drift(project)).toEqual({});
        await writeFile(join(project.directory, "settings.conf"), "PLAIN=3\nURL=http://x/?a=b\n");
        expect(await drift(project)).toEqual({
          "document.services.app.environment.PLAIN": "(changed on the node)",
          "document.services.flow.environment.PLAIN": "(changed on the node)",
          "document.services.one.environment.PLAIN": "(changed on the node)",
        });
      },
    );

    test("and what was changed by hand is found under each of them", async () => {
      const project = await brought("v2", COMMON + NEWER);
      await node.docker("update", "--restart", "always", "spelled-policy-1");
      const made = async (name: string, ...args: readonly string[]): Promise<void> => {
        const labels = ["--label", "com.docker.compose.project=spelled", "--label", `com.docker.compose.service=${name}`];
        await node.docker("rm", "-f", `spelled-${name}-1`);
        await node.docker("create", "--name", `spelled-${name}-1`, ...labels, "--network", "spelled_default", ...args);
      };
      await made("unmasked", "--network-alias", "unmasked", "img:vol");
      await made("listed", "--network-alias", "listed", "img:vol", "sleep", "1");
      await node.docker("rm", "-f", "spelled-kept-1");
      await node.docker("volume", "rm", "spelled_kept");
      await node.docker("volume", "create", "spelled_kept");
      await node.docker("rm", "-f", "spelled-dual-1");
      await node.docker("network", "rm", "spelled_dual");
      await node.docker("network", "create", "spelled_dual", "--subnet", "10.91.8.0/24");
      await node.docker(
        ...["create", "--name", "spelled-dual-1", "--label", "com.docker.compose.project=spelled", "--network", "spelled_dual"],
        ...["--label", "com.docker.compose.service=dual", "--network-alias", "dual", "img:vol"],
      );
      expect(await drift(project)).toEqual({
        "document.services.policy.deploy.restart_policy.condition": "any",
        "document.services.policy.deploy.restart_policy.max_attempts": "(gone)",
        "document.services.unmasked.security_opt[0]": "(missing on the node)",
        "document.services.listed.command": ["sleep", "1"],
        "document.networks.dual.enable_ipv6": false,
        "document.networks.dual.driver_opts": "(gone)",
        "document.networks.dual.ipam.config[0].subnet": "(gone)",
        "document.networks.dual.ipam.config[1].subnet": "10.91.8.0/24",
        "document.volumes.kept.driver_opts": "(gone)",
      });
    });
  });
});
