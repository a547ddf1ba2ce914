import { compareText } from "../../../compose/compare-text.ts";
import { readFileSync } from "node:fs";
import path from "node:path";

import { isJsonMap, textOf } from "../../docker/json.ts";
import { LAYOUT_ROOT, layoutDifferences } from "../../docker/index.ts";
import { plain } from "../../docker/patch.ts";
import { CommandError } from "../../transport/errors.ts";
import { formatPath } from "../../rpc/property-path.ts";
import type { PropertyMap } from "../../rpc/property-value.ts";
import type { ApplyContext } from "../../deploy/context.ts";
import { DeploymentError, printable } from "../../deploy/failure.ts";
import { refuseStages } from "../../deploy/stages.ts";

/**
 * Makes the folders of a `homelab:node:Layout` and mends their owner, group and mode; removes nothing and changes nothing
 * inside of them. Proves it by reading again.
 * @throws DeploymentError with everything that could not be done; TransportError
 */
export async function applyLayout(inputs: PropertyMap, context: ApplyContext): Promise<void> {
  const { value } = plain(inputs);
  const node = textOf(value["node"]) ?? "";
  const root = textOf(value["root"]) ?? LAYOUT_ROOT;
  refuseStages(`${node} layout`);
  const folders = isJsonMap(value["folders"]) ? value["folders"] : {};
  const words = Object.entries(folders)
    // An outer folder comes before those inside it.
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([name, folder]) => {
      const field = (key: string, fallback: string): string => (isJsonMap(folder) ? (textOf(folder[key]) ?? fallback) : fallback);
      return [field("mode", "0755"), field("owner", "root"), field("group", "root"), name];
    });
  await context.queues.run(node, async () => {
    const connection = await context.connections.to(node);
    const script = readFileSync(path.join(import.meta.dirname, "layout.sh"), "utf8");
    const answer = await connection.run(["sh", "-c", script, "layout", root, ...words]);
    const lines = answer.stdout.toString("utf8").split("\n");
    if (!lines.includes("done")) {
      throw new CommandError(answer.exitCode, {
        node,
        address: connection.address,
        tried: "making the folders",
        elapsedMs: 0,
        detail: answer.stderr,
      });
    }
    const failed = lines.filter((line) => line.startsWith("cannot ")).map((line) => `  - ${printable(line)}`);
    if (failed.length > 0) {
      throw new DeploymentError(
        `${node} layout: ${failed.length} of its folders are not as declared:\n${failed.join("\n")}\nfix: give ${root} to the account that deploys, or do this once as root`,
      );
    }
    context.snapshots.forget(node);
    const left = layoutDifferences(folders, root, await context.snapshots.of(node));
    if (left.length === 0) return;
    const list = left.map(
      (difference) =>
        `  - ${formatPath(difference.path)}: ${difference.enforced === undefined ? "is not there" : `is ${JSON.stringify(difference.enforced)}`}`,
    );
    throw new DeploymentError(`${node} layout: declared but not so on the node:\n${list.join("\n")}`);
  });
}
