import { createHash } from "node:crypto";

import { connect } from "../../../../provider/transport/index.ts";
import type { ResolvedCompose } from "../../../../compose/index.ts";
import type { Deployment } from "../../../../src/inventory/inventory.ts";
import type { Contract } from "../../../../src/inventory/schema/index.ts";
import { driftQuickly } from "../../../../cli/drift/quick/run.ts";
import type { DriftReport, ServiceVerdict } from "../../../../cli/drift/report.ts";
import { NODE } from "../../../provider/deploy/support/node-site.ts";
import type { Declaration, NodeSite } from "../../../provider/deploy/support/node-site.ts";
import { soundInventory, soundNode } from "../../../support/inventory.ts";
import { runTool } from "../../../support/tool.ts";

/** What both ways of looking say about the projects of a site: verdict, and every place with its enforced value. */
export interface Answers {
  readonly engine: Readonly<Record<string, unknown>>;
  readonly quick: Readonly<Record<string, unknown>>;
  readonly exitCodes: readonly [number, number];
}

/**
 * Asks the engine (`drift` in the checkout of the site) and a quick look, which is told the same declarations as an inventory.
 * The folders of the node are left out: those of a stand-in program are not the project's own.
 */
export async function bothAnswers(site: NodeSite, projects: readonly Declaration[]): Promise<Answers> {
  const ended = await runTool(site.checkout.root, "drift", ["vps", "--json"], { HOMELAB_SSH_CONFIG: site.sshd.config });
  if (!ended.stdout.startsWith("{")) throw new Error(ended.all);
  const engine = JSON.parse(ended.stdout) as DriftReport;
  const topology = { site: "vps", address: "127.0.0.1", connection: { kind: "ssh", user: "root", port: site.sshd.port } } as const;
  const inventory = soundInventory([soundNode(NODE, { topology, deployments: projects.map(deploymentOf) })]);
  const [quick] = await driftQuickly(["vps"], {
    root: site.checkout.root,
    inventory,
    connect: (address) => connect(address, { config: site.sshd.config }),
  });
  const services = quick?.services ?? [];
  return {
    engine: byService(engine.sites[0]?.services ?? []),
    quick: byService(services),
    exitCodes: [ended.exitCode, services.some(({ verdict }) => verdict === "drifted") ? 7 : 0],
  };
}

function byService(services: readonly ServiceVerdict[]): Record<string, unknown> {
  const own = services.filter(({ service }) => service !== "layout");
  return Object.fromEntries(
    own.map(({ service, verdict, differences }) => [
      service,
      {
        verdict,
        places: Object.fromEntries(
          differences.map(({ path, kind, declared, applied, enforced }) => [path, { kind, declared, applied, enforced }]),
        ),
      },
    ]),
  );
}

/** A declaration of the stand-in program as the loader would have read it from git. */
function deploymentOf({ args }: Declaration): Deployment {
  const {
    project,
    service,
    document,
    contract,
    files = {},
  } = args as {
    project: string;
    service: string;
    document: object;
    contract: Contract;
    files?: Readonly<Record<string, { content: string; mode?: string }>>;
  };
  return {
    node: NODE,
    site: "vps",
    service,
    project,
    contract,
    exposure: "none",
    resolved: { document, placeOf: () => undefined } as unknown as ResolvedCompose,
    files: Object.entries(files).map(([path, { content, mode = "0644" }]) => ({ path, source: path, content, mode, sha256: sum(content) })),
    place: { file: "services.yaml" },
  };
}

function sum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
