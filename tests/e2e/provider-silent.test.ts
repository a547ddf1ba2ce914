import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { declaredInGit } from "../../provider/docker/declared.ts";
import { topLevelEntries } from "../../src/inventory/top-level.ts";
import { runsContainers } from "../../src/inventory/inventory.ts";
import type { Deployment } from "../../src/inventory/inventory.ts";
import { loadInventoryOrThrow } from "../../src/rules/load/index.ts";
import { layout } from "../provider/deploy/support/documents.ts";
import { NODE, NodeSite } from "../provider/deploy/support/node-site.ts";
import type { Declaration } from "../provider/deploy/support/node-site.ts";
import { repository } from "../support/checkout.ts";
import { importImage } from "../support/images.ts";

const IMAGE = "stand-in:1";
const inventory = loadInventoryOrThrow(repository);
const nodes = [...inventory.nodes.values()]
  .filter(runsContainers)
  .map(({ name, capabilities, deployments }) => ({ name, deployments, old: capabilities.container_engine?.compose === "v1" }));

describe.each(["v1", "v2", "v5"] as const)(
  "every service of the three sites after a real `up` with Compose %s",
  { timeout: 300_000 },
  (generation) => {
    let site: NodeSite;
    let hooks: string;

    beforeAll(async () => {
      hooks = await nvidiaHook();
      site = await NodeSite.start(generation);
      await likeTheNodes(site);
      await standInImage(site);
    });
    afterAll(async () => {
      vi.unstubAllEnvs();
      await site[Symbol.asyncDispose]();
      await rm(hooks, { recursive: true });
    });

    test.each(nodes.filter(({ old }) => generation === "v5" || old === (generation === "v1")))(
      "is as declared on $name, and a refreshing preview proposes nothing",
      async ({ name, deployments }) => {
        await site.node.clear();
        // With an engine before API 1.44 Compose 5 cannot make a container in two networks: the engine refuses the request.
        const made = generation === "v5" ? deployments.filter((deployment) => !hasTwoNetworks(deployment)) : deployments;
        const resources: Record<string, Declaration> = { layout };
        for (const deployment of made) {
          await precede(site, deployment);
          resources[deployment.project] = { type: "project", args: await standIn(name, deployment) };
        }
        await site.declare(resources);
        const up = await site.up();
        expect(up.exitCode, up.all).toBe(0);
        const services = made.flatMap(({ resolved }) => Object.keys(resolved.document.services));
        expect(
          (await site.node.docker("ps", "--filter", "status=running", "--format", '{{.Label "com.docker.compose.service"}}'))
            .split("\n")
            .sort(),
        ).toEqual(services.sort());
        const silent = await site.pulumi(["preview", "--refresh", "--diff", "--expect-no-changes"]);
        expect(silent.exitCode, silent.all).toBe(0);
      },
    );
  },
);

/** An image that sleeps whatever it is told, and in which every program that a health check calls says that all is well. */
async function standInImage({ node }: NodeSite): Promise<void> {
  const services = nodes.flatMap(({ deployments }) => deployments).flatMap(({ resolved }) => Object.values(resolved.document.services));
  const programs = new Set(services.flatMap(({ healthcheck }) => (healthcheck?.test?.[0] === "CMD" ? healthcheck.test.slice(1, 2) : [])));
  const script = `put() { mkdir -p "/$1"; busybox rmdir "/$1" 2>/dev/null; printf '#!/bin/sh\n%s\n' "$2" >"/$1"; busybox chmod 755 "/$1"; }
    for name in grep cp mv; do busybox ln -s busybox "/bin/$name"; done
    put bin/docker-entrypoint.sh "exec sleep 100000"
    for name; do case $name in */*) ;; *) name=bin/$name; rm -f "/$name" ;; esac; put "$name" "echo OK"; done`;
  await importImage(node, "base:1");
  await node.docker("run", "--name", "made", "--network", "none", "base:1", "sh", "-euc", script, "sh", ...programs, "wget");
  await node.docker("commit", "--change", 'ENTRYPOINT ["sh", "-c", "exec sleep 100000"]', "--change", "CMD []", "made", IMAGE);
}

/** What Compose 5 cannot make with an engine before API 1.44. */
function hasTwoNetworks({ resolved }: Deployment): boolean {
  return Object.values(resolved.document.services).some(({ networks }) => Object.keys(networks ?? {}).length > 1);
}

/** A deployment as the program passes it; only the node, the images and what asks for health are others. */
async function standIn(node: string, { project, contract }: Deployment): Promise<object> {
  const args = await declaredInGit(node, project, repository);
  const text = JSON.stringify({
    ...args,
    node: NODE,
    site: "vps",
    contract: { ...contract, healthcheck: { type: "container", services: [], interval: "1s", deadline: "1m" } },
  });
  return JSON.parse(text, (key, value: unknown) => (key === "image" && typeof value === "string" ? IMAGE : value)) as object;
}

/** Makes what a service requires to be there: volumes, networks, folders outside of its own, addresses, variables. */
async function precede(site: NodeSite, deployment: Deployment): Promise<void> {
  const { service, contract, resolved } = deployment;
  const own = `/opt/homelab/services/${service}`;
  for (const { name } of topLevelEntries(deployment, "volumes")) await site.node.docker("volume", "create", name);
  for (const { name } of topLevelEntries(deployment, "networks").filter(({ external }) => external))
    await site.node.tryDocker("network", "create", name);
  const services = Object.values(resolved.document.services);
  const binds = services
    .flatMap(({ volumes }) => volumes ?? [])
    .flatMap(({ type, source }) => (type === "bind" && source !== undefined && !source.startsWith(own) ? [source] : []));
  await site.sh('mkdir -p "$@"', "/opt/homelab", ...binds);
  const addresses = services
    .flatMap(({ ports }) => ports ?? [])
    .flatMap(({ host_ip: address }) => (address === undefined || address.startsWith("127.") ? [] : [address]));
  for (const address of new Set(addresses)) await site.sh('ip address replace "$1/32" dev lo', address);
  const names = new Set([
    ...contract.runtime.env_vars.map(({ name }) => name),
    ...resolved.variables.filter((use) => use.default === undefined).map((use) => use.name),
  ]);
  await site.write(`config/${service}/.env`, [...names].map((name) => `${name}=a value of ${name}\n`).join(""));
}

/** What real nodes have and a test's has not: memory for large models, folders of the system, mounts that propagate. */
async function likeTheNodes(site: NodeSite): Promise<void> {
  await site.write("meminfo", "MemTotal: 67108864 kB\nMemAvailable: 60000000 kB\n");
  await site.sh(
    "mount --make-rshared / && mount --bind /opt/homelab/meminfo /proc/meminfo && mount -t tmpfs none /var/lib && mkdir /var/lib/docker && mount -t tmpfs none /run && mkdir /run/sshd",
  );
}

/** With a program of this name the engine takes GPUs to be there; this one lets every container start. */
async function nvidiaHook(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "hl-hook-"));
  await writeFile(path.join(folder, "nvidia-container-runtime-hook"), "#!/bin/sh\nexit 0\n");
  await chmod(path.join(folder, "nvidia-container-runtime-hook"), 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env["PATH"] ?? ""}`);
  return folder;
}
