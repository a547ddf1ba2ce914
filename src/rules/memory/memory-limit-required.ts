import type { Place, Problem } from "../../../compose/problem.ts";
import { containerLabel, containersOf, type ContainerFacts, type ProjectFacts } from "../facts.ts";
import { formatBytes, memoryLimit } from "./memory-limit.ts";
import { isUnknown } from "../unknown.ts";

/**
 * Every container has a literal `mem_limit` at service level (seed 000, "memory limit convention"). Compose would honour
 * `deploy.resources.limits.memory` too; the house keeps one notation, so that nobody overlooks a limit.
 */
export function memoryLimitRequired(project: ProjectFacts): Problem[] {
  const containers = containersOf(project);
  if (isUnknown(containers)) {
    return [
      {
        path: "services",
        message: `the services of ${project.service} on ${project.node} are not known before the update, nor their limits`,
        undecided: true,
      },
    ];
  }
  return containers.flatMap(check);
}

function check(container: ContainerFacts): Problem[] {
  const label = containerLabel(container);
  const limit = memoryLimit(container);
  switch (limit.kind) {
    case "bytes":
      return [];
    case "unbounded":
      return [problem(container, ["mem_limit"], `${label} has no memory limit`, "add mem_limit, such as mem_limit: 256m")];
    case "deploy-only":
      return [
        problem(
          container,
          ["deploy", "resources", "limits", "memory"],
          `${label} has its memory limit only under deploy.resources; the house rule asks for it at service level`,
          `write mem_limit: ${composeSize(limit.bytes)} at service level`,
        ),
      ];
    case "variable":
      return [
        problem(
          container,
          ["mem_limit"],
          `the memory limit of ${label} is the variable ${limit.text}, so its node's .env could lift it`,
          "write the size itself, such as mem_limit: 256m",
        ),
      ];
    case "unreadable":
      return [
        problem(
          container,
          ["mem_limit"],
          `the memory limit of ${label} is ${limit.text}, which is no size`,
          "write a size such as mem_limit: 256m",
        ),
      ];
    case "unknown":
      return [{ ...problem(container, ["mem_limit"], `the memory limit of ${label} is not known before the update`), undecided: true }];
  }
}

function problem(container: ContainerFacts, path: readonly string[], message: string, fix?: string): Problem {
  const whole = ["services", container.name, ...path];
  const place: Place | undefined = container.project.placeOf?.(whole);
  return {
    ...(place === undefined ? {} : { place }),
    path: whole.join("."),
    message,
    ...(fix === undefined ? {} : { fix }),
  };
}

function composeSize(bytes: number): string {
  return formatBytes(bytes)
    .replace(" MiB", "m")
    .replace(" KiB", "k")
    .replace(/ bytes?/, "b");
}
