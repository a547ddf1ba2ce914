import { expect, test } from "vitest";

import type { ContainerInspect } from "../../../provider/docker/engine.ts";
import { enforcedProject } from "../../../provider/docker/index.ts";
import { patched, plain, propertiesOf } from "../../../provider/docker/patch.ts";
import type { JsonMap } from "../../../provider/docker/json.ts";
import { container, snapshotOf } from "../../support/snapshots.ts";

// What `pulumi refresh` writes into the state is what the next read compares with.

function read(document: JsonMap, env: readonly string[]): JsonMap {
  const snapshot = snapshotOf({ containers: [{ ...container({}, { Env: env }), Image: "sha256:bb" }] });
  const images = [...snapshot.engine.images, { Id: "sha256:bb", RepoTags: [], Config: { Env: ["PATH=/bin"], Cmd: ["sleep", "1"] } }];
  const { differences } = enforcedProject(
    { project: "shop", service: "shop", document },
    { ...snapshot, engine: { ...snapshot.engine, images } },
  );
  return plain(patched(propertiesOf({ document }), differences)).value["document"] as JsonMap;
}

test("what a refresh has written into the state is found again by the next one, and shows no secret then either", () => {
  const document = {
    services: {
      web: { image: "stand-in:1", mem_limit: "67108864", container_name: "web", environment: { PLACE: "at ${TOKEN}", TOKEN: "${TOKEN}" } },
    },
  };
  const env = ["PATH=/bin", "PLACE=q7z", "TOKEN=q8z", "PIN=q9z"];
  const once = read(document, env);
  expect(once).toMatchObject({
    services: {
      web: {
        image: "stand-in:1 as sha256:bb; the tag now names sha256:aa",
        environment: { PLACE: "(changed on the node)", TOKEN: "(changed on the node)", PIN: "(on the node, not in git)" },
      },
    },
  });
  const twice = read(once, env);
  expect(twice).toEqual(once);
  expect(JSON.stringify(twice)).not.toMatch(/q[789]z/);
});

test("a secret stays hidden when its variable had no value at the first refresh", () => {
  const document = {
    services: { web: { image: "stand-in:1", mem_limit: "67108864", container_name: "web", environment: { PLACE: "${NOWHERE:?needed}" } } },
  };
  const env = ["PATH=/bin", "PLACE=q7z"];
  const once = read(document, env);
  expect(once).toMatchObject({ services: { web: { environment: { PLACE: "(cannot be compared: NOWHERE has no value)" } } } });
  expect(JSON.stringify(read(once, env))).not.toContain("q7z");
});

/** What is declared, and the container as it is: settings of the host, of the container, and the rest. */
const drifted: readonly (readonly [
  string,
  JsonMap,
  ContainerInspect["HostConfig"]?,
  ContainerInspect["Config"]?,
  Partial<ContainerInspect>?,
])[] = [
  [
    "ports",
    {
      ports: [
        { mode: "ingress", target: 80, published: "18080", protocol: "tcp", host_ip: "127.0.0.1" },
        { mode: "ingress", target: 81, published: "18081", protocol: "udp" },
      ],
    },
    { PortBindings: { "80/tcp": [{ HostIp: "", HostPort: "18080" }], "82/tcp": [{ HostPort: "18082" }] } },
  ],
  [
    "mounts",
    {
      volumes: [
        { type: "bind", source: "/a", target: "/b", read_only: true },
        { type: "volume", source: "data", target: "/data", volume: {} },
      ],
    },
    {},
    {},
    {
      Mounts: [
        { Type: "volume", Name: "other", Destination: "/data", RW: true },
        { Type: "bind", Source: "/etc", Destination: "/host-etc", RW: false },
      ],
    },
  ],
  ["names in a network", { networks: { default: { aliases: ["x", "y"] } } }],
  [
    "capabilities, devices and the like",
    {
      cap_add: ["NET_ADMIN", "SYS_TIME"],
      devices: ["/dev/zero"],
      tmpfs: ["/tmp"],
      extra_hosts: ["a:192.0.2.1"],
      dns: ["192.0.2.53"],
      group_add: ["1"],
      sysctls: { a: "1" },
      ulimits: { nofile: 5 },
    },
    { CapAdd: ["CAP_SYS_ADMIN"] },
  ],
  ["a health check", { healthcheck: { test: ["CMD", "x"], interval: "1s" } }, {}, { Healthcheck: { Test: ["NONE"] } }],
  ["an environment in the other notation", { environment: ["A=b", "C=d"] }, {}, { Env: ["PATH=/bin", "C=e", "X=f"] }],
  ["labels", { labels: { a: "b", c: "d" } }],
  ["what is run", { command: ["a", "b"], entrypoint: ["c"], user: "1" }, {}, { Cmd: ["q"], Entrypoint: ["z", "y"], User: "2" }],
];

const cases = drifted.map(([what, declared, host = {}, config = {}, rest = {}]) => ({ what, declared, host, config, rest }));

test.each(cases)("drift of $what is found again where it was", ({ declared, host, config, rest }) => {
  const document = {
    services: { web: { image: "stand-in:1", container_name: "web", ...declared } },
    networks: { default: { name: "shop_default" } },
  };
  const snapshot = snapshotOf({ containers: [{ ...container(host, config), ...rest }] });
  const written = (from: JsonMap): JsonMap => {
    const { differences } = enforcedProject({ project: "shop", service: "shop", document: from }, snapshot);
    return plain(patched(propertiesOf({ document: from }), differences)).value["document"] as JsonMap;
  };
  const once = written(document);
  expect(once).not.toEqual(document);
  expect(written(once)).toEqual(once);
});
