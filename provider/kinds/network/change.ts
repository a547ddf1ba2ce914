import type { ApplyContext } from "../../deploy/context.ts";
import { DeploymentError, printable } from "../../deploy/failure.ts";
import { refuseStages } from "../../deploy/stages.ts";
import { formatPath } from "../../rpc/property-path.ts";
import type { PropertyMap } from "../../rpc/property-value.ts";
import { textOf } from "../../docker/json.ts";
import type { Json, JsonMap } from "../../docker/json.ts";
import { plain } from "../../docker/patch.ts";
import type { NodeSnapshot } from "../../docker/snapshot.ts";
import { networkDifferences, networkOf, usersOf } from "./read.ts";

/**
 * Makes a network, or adopts the one that is there as it is; what differs is reported.
 * @throws DeploymentError, TransportError
 */
export function createNetwork(inputs: PropertyMap, context: ApplyContext): Promise<void> {
  return work(inputs, context, async ({ subject, declared, snapshot, docker }) => {
    const found = networkOf(snapshot, textOf(declared["name"]));
    if (found === undefined) return docker(creation(declared));
    const differences = networkDifferences(declared, found).map(({ path, enforced }) => `${formatPath(path)} is ${show(enforced)}`);
    context.say(`${subject}: exists and is adopted as it is${differences.length === 0 ? "" : `, although ${differences.join(" and ")}`}`);
  });
}

/**
 * Makes a network as declared. Nothing of one can be changed in place, so it is replaced when no container is connected to it,
 * and otherwise left as it is.
 * @throws DeploymentError with what differs and the containers that use it; TransportError
 */
export function applyNetwork(inputs: PropertyMap, context: ApplyContext): Promise<void> {
  return work(inputs, context, async ({ subject, declared, snapshot, docker }) => {
    const name = textOf(declared["name"]) ?? "";
    const found = networkOf(snapshot, name);
    const differences = found === undefined ? [] : networkDifferences(declared, found);
    if (found !== undefined && differences.length === 0) return;
    const users = found === undefined ? [] : usersOf(snapshot, found);
    if (users.length > 0) {
      const list = differences.map(
        ({ path, enforced }) => `its ${formatPath(path)} is ${show(enforced)} instead of ${show(declared[String(path[0])])}`,
      );
      throw new DeploymentError(
        `${subject}: ${list.join(", ")}; it is not replaced, since containers are connected to it: ${users.join(", ")}; ` +
          `fix: when they may be down, remove them and the network by hand (docker network rm ${name}), then run again`,
      );
    }
    if (found !== undefined) await docker(["network", "rm", name]);
    await docker(creation(declared));
  });
}

/**
 * Removes a network that no container is connected to. One in use stays, whoever the containers belong to.
 * @throws DeploymentError, TransportError
 */
export function deleteNetwork(inputs: PropertyMap, context: ApplyContext): Promise<void> {
  return work(inputs, context, async ({ subject, declared, snapshot, docker }) => {
    const name = textOf(declared["name"]) ?? "";
    const found = networkOf(snapshot, name);
    if (found === undefined) return;
    const users = usersOf(snapshot, found);
    if (users.length === 0) return docker(["network", "rm", name]);
    context.say(`${subject}: stays on the node, since containers are connected to it: ${users.join(", ")}`);
  });
}

interface Work {
  /** For sentences. */
  readonly subject: string;
  readonly declared: JsonMap;
  readonly snapshot: NodeSnapshot;
  readonly docker: (argv: readonly string[]) => Promise<void>;
}

/** On a node that was just read, alone. */
async function work(inputs: PropertyMap, context: ApplyContext, act: (work: Work) => Promise<void>): Promise<void> {
  const { value: declared } = plain(inputs);
  const node = textOf(declared["node"]) ?? "";
  const subject = `${node} network ${textOf(declared["name"])}`;
  refuseStages(subject);
  await context.queues.run(node, async () => {
    const connection = await context.connections.to(node);
    const docker = async (argv: readonly string[]): Promise<void> => {
      const { exitCode, stderr } = await connection.run(["docker", ...argv]);
      if (exitCode !== 0)
        throw new DeploymentError(
          `${subject}: docker ${argv.slice(0, 2).join(" ")} failed: ${printable(stderr.trim()) || `exit code ${exitCode}`}`,
        );
    };
    context.snapshots.forget(node);
    try {
      await act({ subject, declared, snapshot: await context.snapshots.of(node), docker });
    } finally {
      context.snapshots.forget(node);
    }
  });
}

function creation(declared: JsonMap): string[] {
  const internal = declared["internal"] === true ? ["--internal"] : [];
  return ["network", "create", "--driver", textOf(declared["driver"]) ?? "bridge", ...internal, textOf(declared["name"]) ?? ""];
}

function show(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
