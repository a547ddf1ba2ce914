import { expect, test } from "vitest";

import { ordersOf } from "../../../provider/deploy/orders.ts";
import { imagesToPull, questionsOf, unmet } from "../../../provider/deploy/preconditions.ts";
import type { Circumstances } from "../../../provider/deploy/circumstances.ts";
import type { Probe } from "../../../provider/deploy/probe.ts";
import { enforcedProject } from "../../../provider/docker/index.ts";
import type { NodeSnapshot } from "../../../provider/docker/index.ts";
import { formatProblem } from "../../../compose/problem.ts";

const MIB = 1024 * 1024;
const engine = {
  containers: [{ Id: "c1", Name: "/other", State: { Running: true }, HostConfig: { Memory: 900 * MIB } }],
  images: [{ Id: "sha256:1", RepoTags: ["demo:1"] }],
  networks: [],
  volumes: [],
  info: {},
};
const good = {
  node: "EDGE",
  root: "/opt/homelab",
  engine,
  entries: new Map(),
  envFiles: new Map([["web", "TOKEN=x1\n"]]),
  records: new Map(),
  normalForms: new Map(),
  clockSkewSeconds: 1,
  account: "homelab",
  memoryTotalKiB: 1024 * 1024,
  diskFreeKiB: 1024 * 1024,
} as unknown as NodeSnapshot;
const document = {
  services: {
    web: {
      container_name: "web",
      image: "demo:1",
      mem_limit: String(100 * MIB),
      volumes: [{ type: "bind", source: "/srv/data", target: "/data" }],
    },
  },
};
const contract = { runtime: { env_vars: [{ name: "TOKEN" }, { name: "LEVEL", required: false }] } };

function circumstances(changes: { snapshot?: Partial<NodeSnapshot>; document?: typeof document } = {}): Circumstances {
  const snapshot = { ...good, ...changes.snapshot };
  const declared = { project: "web", service: "web", document: changes.document ?? document };
  const enforced = enforcedProject(declared, snapshot);
  return {
    declared,
    contract,
    snapshot,
    enforced,
    orders: ordersOf(declared, enforced, snapshot),
    generation: "v2",
    payload: 100,
    tools: ["curl", "wget"],
  };
}

const answers: Probe = { programs: [{ kind: "plugin", version: "2.40.3" }], listening: [], yes: (_, word) => word !== "wget" };
const said = (given: Circumstances, probe: Probe = answers): string[] => unmet(given, probe).map(formatProblem);

test("a node that has everything is let through", () => {
  expect(said(circumstances())).toEqual([]);
});

test("a clock, a disk and a memory beyond their bounds are named with the figure and the bound", () => {
  const snapshot = { clockSkewSeconds: -75, diskFreeKiB: 10 * 1024, memoryTotalKiB: 950 * 1024 };
  expect(said(circumstances({ snapshot }))).toEqual([
    "document.services: its limits of 100 MiB do not fit beside the 900 MiB of the other containers; allowed: at most 950 MiB together, which is the node's memory; fix: lower mem_limit or move a service",
    "node: its clock is 75 s behind; allowed: at most 60 s; fix: start its time service",
    "node: only 10 MiB are free below /opt/homelab; allowed: at least 65 MiB; fix: make room",
  ]);
});

test("a Compose of another generation is named with both ways out", () => {
  const old = { ...answers, programs: [{ kind: "standalone", version: "1.29.2" } as const] };
  expect(said(circumstances(), old)).toEqual([
    "node: it has docker-compose 1.29.2, which is not what is declared; allowed: Compose 2 or newer; fix: install the declared one, or change container_engine.compose in hosts/edge/capabilities.yaml",
  ]);
});

test("an env file names what it lacks, never what it holds", () => {
  const [empty] = said(circumstances({ snapshot: { envFiles: new Map([["web", "TOKEN=\nLEVEL=hunter2\n"]]) } }));
  expect(empty).toMatch(/config\/web\/\.env has no value for TOKEN; fix: fill .* from services\/web\/env\.example/);
  const [broken] = said(circumstances({ snapshot: { envFiles: new Map([["web", "TOKEN='hunter2\n"]]) } }));
  expect(broken).toMatch(/line \d+ cannot be read/);
  expect(broken).not.toContain("hunter2");
});

test("a container of the same name that is not the project's is left alone and named", () => {
  const stranger = { Id: "c2", Name: "/web", State: { Running: true }, Config: {}, HostConfig: {} };
  const problems = said(circumstances({ snapshot: { engine: { ...engine, containers: [stranger] } } }));
  expect(problems.join()).toMatch(
    /a container of that name is on the node and is not of the project web; fix: look at it with docker inspect web, then remove or rename it/,
  );
});

test("only what is not there is asked for or pulled, and text with variables is never passed on", () => {
  const other = { services: { web: { ...document.services.web, image: "registry.example.net/demo:2" } } };
  expect(imagesToPull(circumstances())).toEqual([]);
  expect(imagesToPull(circumstances({ document: other }))).toEqual(["registry.example.net/demo:2"]);
  expect(questionsOf(circumstances({ document: other }))).toEqual(
    expect.arrayContaining([
      { kind: "image", word: "registry.example.net/demo:2" },
      { kind: "path", word: "/srv/data" },
    ]),
  );
  const odd = { services: { web: { ...document.services.web, image: "demo:${TAG:-$(touch x)}" } } };
  expect(imagesToPull(circumstances({ document: odd }))).toEqual([]);
});

test("a volume of another driver or with other options is never replaced, and says where to read on", () => {
  const volumes = { media: { driver_opts: { type: "nfs", o: "addr=192.0.2.9", device: ":/media" } } };
  const plain = { ...engine, volumes: [{ Name: "web_media", Driver: "local", Options: null }] } as unknown as NodeSnapshot["engine"];
  expect(said(circumstances({ snapshot: { engine: plain }, document: { ...document, volumes } as never }))).toEqual([
    "document.volumes.media.driver_opts: the volume web_media on the node is not made as declared, so its data lies elsewhere than git says; fix: a deployment never replaces a volume; see docs/runbooks/volume-differs.md",
  ]);
});
