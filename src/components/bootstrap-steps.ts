import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

import type { NodeFacts } from "../inventory/inventory.ts";

/** One step of the bootstrap as it is sent to a node: a script that needs nothing beside itself. */
export interface BootstrapStep {
  /** `20-docker`, or for a kind of node `chelsty/10-compose-hold`. */
  readonly name: string;
  readonly script: string;
}

const folder = path.resolve(import.meta.dirname, "../../bootstrap");

/** The steps for a node in their order, its settings written in. */
export function bootstrapSteps(node: NodeFacts): BootstrapStep[] {
  const words = read("words.sh");
  // What one.sh does on the machine: the words and the step come with it, since nothing is there yet.
  const run = read("one.sh").replace(/^# shellcheck source=\/dev\/null\n\. .*\n/gm, "");
  const kinds = node.topology.site === "chelsty" ? ["steps", "chelsty"] : ["steps"];
  return kinds.flatMap((kind) =>
    readdirSync(path.join(folder, kind))
      .filter((file) => /^\d.*\.sh$/.test(file))
      .sort()
      .map((file) => {
        const step = file.replace(/\.sh$/, "");
        return {
          name: kind === "steps" ? step : `${kind}/${step}`,
          script: [`set -- ${quoted(step)}`, settings(node), words, read(`${kind}/${file}`), run].join("\n"),
        };
      }),
  );
}

function settings({ topology, capabilities }: NodeFacts): string {
  const user = topology.connection.kind === "ssh" ? topology.connection.user : "root";
  const given = { HOMELAB_USER: user, HOMELAB_COMPOSE: capabilities.container_engine?.compose ?? "v2", HOMELAB_NAME: topology.address };
  return Object.entries(given)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function read(file: string): string {
  return readFileSync(path.join(folder, file), "utf8");
}
