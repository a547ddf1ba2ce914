import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Dockerd } from "../../support/dockerd.ts";
import { importImage } from "../../support/images.ts";
import { LiveProject } from "../../support/live-project.ts";

/** What only engines from 25 on know. */
const NEW = `
services:
  image: { image: "img:1", volumes: [{ type: image, source: "img:1", target: /other, image: { subpath: etc } }] }
  inner: { image: "img:1", volumes: [{ type: volume, source: data, target: /inner, volume: { subpath: sub } }] }
  place:
    image: img:1
    networks:
      one: { gw_priority: 5, mac_address: "02:42:ac:11:7e:01", driver_opts: { com.docker.network.endpoint.sysctls: "net.ipv4.conf.IFNAME.log_martians=1" } }
      two: { interface_name: lan7 }
networks: { one: {}, two: {} }
volumes: { data: { external: true, name: data } }
`;

describe("what is new in engines from 25 on, with the current one", () => {
  let node: Dockerd;

  beforeAll(async () => {
    node = await Dockerd.start({ engine: "current" });
    await importImage(node, "img:1");
    await node.docker("volume", "create", "data");
    await node.docker("run", "--rm", "--volume", "data:/d", "img:1", "mkdir", "/d/sub");
  });
  afterAll(async () => node.stop());

  test.each(["v2", "v5"] as const)("is silent after Compose %s, and named when it is gone", async (generation) => {
    const project = new LiveProject(node, "newer");
    await project.place(NEW, "");
    await project.compose(generation, "up", "--detach");
    try {
      expect(await project.drift()).toEqual({});
      // The same services by hand, without what is new.
      await writeFile(join(project.directory, "docker-compose.yml"), plain());
      await project.compose(generation, "up", "--detach", "--force-recreate");
      expect(Object.keys(await project.drift()).sort()).toEqual([
        "document.services.image.volumes[0]",
        "document.services.inner.volumes[0]",
        'document.services.place.networks.one.driver_opts["com.docker.network.endpoint.sysctls"]',
        "document.services.place.networks.one.gw_priority",
        "document.services.place.networks.one.mac_address",
        "document.services.place.networks.two.interface_name",
      ]);
    } finally {
      await project.compose(generation, "down", "--timeout", "0");
    }
  });
});

function plain(): string {
  return NEW.replace(/volumes: \[\{ type: image.*\]/, "stdin_open: false")
    .replace("volume: { subpath: sub }", "read_only: false")
    .replace(/one: \{ gw_priority.*/, "one: {}")
    .replace("{ interface_name: lan7 }", "{}");
}
