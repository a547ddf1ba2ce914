import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

import { isOptional } from "../../../provider/docker/containers.ts";
import { enforcedProject, takeSnapshot } from "../../../provider/docker/index.ts";
import type { DeclaredProject, NodeSnapshot } from "../../../provider/docker/index.ts";
import type { JsonMap } from "../../../provider/docker/json.ts";
import { formatPath } from "../../../provider/rpc/property-path.ts";
import { connect } from "../../../provider/transport/index.ts";
import type { ComposeGeneration } from "../../support/compose-engines.ts";
import { Dockerd } from "../../support/dockerd.ts";
import { importImage } from "../../support/images.ts";
import { LiveProject } from "../../support/live-project.ts";
import type { Run, Topic } from "./spelling.ts";

/** What a topic came to in one run. */
export interface Made {
  readonly declared: DeclaredProject;
  readonly snapshot: NodeSnapshot;
  /** The spellings that were brought up. */
  readonly names: readonly string[];
}

const ENVIRONMENT = "FROM_FILE=of the file\nPASSED=passed on\n";

/** A device as the vendors of graphics cards describe theirs. */
const TOY = {
  cdiVersion: "0.6.0",
  kind: "example.net/toy",
  devices: [{ name: "one", containerEdits: { deviceNodes: [{ path: "/dev/toy", hostPath: "/dev/null" }] } }],
};

/** A node with the images, volumes and networks that the table speaks of. */
export async function oracleNode(run: Run): Promise<Dockerd> {
  const node = await Dockerd.start({ engine: run.startsWith("current") ? "current" : "debian" });
  await writeFile(join(node.folder, "cdi", "toy.json"), JSON.stringify(TOY));
  await importImage(node, "stand-in:1");
  for (const name of ["stand-in:latest", "registry.example.net:5000/team/stand-in:1.2"]) await node.docker("tag", "stand-in:1", name);
  await importImage(node, "stand-in:volume", ["VOLUME /srv/data/"]);
  await importImage(node, "stand-in:full", [
    'ENTRYPOINT ["sleep"]',
    'CMD ["100000"]',
    "USER 1000:1000",
    "WORKDIR /data",
    "EXPOSE 8080",
    "ENV FROM_IMAGE=yes",
    "LABEL of=image",
    'HEALTHCHECK --interval=1h --timeout=7s CMD ["true"]',
  ]);
  await node.docker("volume", "create", "oracle_filled");
  await node.docker("run", "--rm", "--network", "none", "--volume", "oracle_filled:/v", "stand-in:1", "mkdir", "/v/sub");
  const [program = "", ...args] = await node.inside(["mkdir", "-p", "/opt/homelab/data/oracle"]);
  await execa(program, args);
  return node;
}

/** Brings a topic up with the real Compose, as one project with a service a spelling. */
export async function bringUp(node: Dockerd, run: Run, topicName: string, topic: Topic): Promise<Made> {
  const chosen = Object.entries(topic).filter(([, { not }]) => not?.[run] === undefined);
  const document: Record<string, JsonMap> = { services: { plain: { image: "stand-in:1" } } };
  const files: Record<string, string> = { "files/a.conf": "a\n" };
  for (const [name, spelling] of chosen) {
    document["services"] = { ...document["services"], [name]: { image: "stand-in:1", stop_grace_period: "0s", ...spelling.service } };
    for (const [section, entries] of Object.entries(spelling.document ?? {})) document[section] = { ...document[section], ...entries };
    Object.assign(files, spelling.files);
  }
  const project = new LiveProject(node, `oracle-${topicName}`);
  await mkdir(join(node.layout, "services", project.name), { recursive: true });
  await project.place(JSON.stringify(document, undefined, 1), ENVIRONMENT, files);
  await node.tryDocker("network", "create", "--subnet", "10.84.250.0/24", "oracle_shared");
  const generation = run.split(" ")[1] as ComposeGeneration;
  const madeOnly = chosen.filter(([, spelling]) => spelling.madeOnly === true).map(([name]) => name);
  // Naming a service starts it, whatever its profiles say.
  const started = Object.entries(document["services"] ?? {}).flatMap(([name, service]) =>
    madeOnly.includes(name) || isOptional(service) ? [] : [name],
  );
  await project.compose(generation, "up", "--detach", ...started);
  if (madeOnly.length > 0) await project.compose(generation, "up", "--no-start", ...madeOnly);
  const connection = connect({ kind: "local", node: "ORACLE", socket: node.socket });
  return {
    declared: project.declared,
    snapshot: await takeSnapshot(connection, { root: node.layout }),
    names: chosen.map(([name]) => name),
  };
}

/** Where the provider finds a difference, by path as a preview shows it. */
export function differencesOf(declared: DeclaredProject, snapshot: NodeSnapshot): Record<string, unknown> {
  const { differences } = enforcedProject(declared, snapshot);
  return Object.fromEntries(differences.map(({ path, enforced }) => [formatPath(path), enforced === undefined ? "(gone)" : enforced]));
}
