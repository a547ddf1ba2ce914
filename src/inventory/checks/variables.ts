import type { InventoryParts, ServiceParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { EnvVar } from "../schema/index.ts";
import { suggest } from "../../../compose/suggest.ts";
import { inContract } from "./contract-place.ts";

/**
 * The variables that a service's documents use, those of its contract and those of its `env.example` are the same: what
 * is missing in one of them is found on the node otherwise, by a container that starts without its value.
 */
export function checkVariables(parts: InventoryParts): Problem[] {
  return [...parts.services.values()].flatMap((service) => {
    const declared = service.contract?.runtime.env_vars;
    if (declared === undefined) return [];
    const names = new Set(declared.map(({ name }) => name));
    return [
      ...twice(service, declared),
      ...undeclared(parts, service, names),
      ...unused(parts, service, declared),
      ...compareExample(service, declared, names),
    ];
  });
}

function twice(service: ServiceParts, declared: readonly EnvVar[]): Problem[] {
  return declared.flatMap(({ name }, index) =>
    declared.findIndex((other) => other.name === name) === index
      ? []
      : [{ ...inContract(service, ["runtime", "env_vars", index, "name"]), message: `${name} is declared twice` }],
  );
}

function undeclared(parts: InventoryParts, service: ServiceParts, names: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  for (const deployment of parts.deployments.filter((one) => one.service === service)) {
    const seen = new Set<string>();
    for (const use of deployment.resolved?.variables ?? []) {
      if (names.has(use.name) || seen.has(use.name)) continue;
      seen.add(use.name);
      const suggestion = suggest(use.name, names);
      problems.push({
        place: use.place,
        path: "",
        message: `the variable ${use.name} is not declared in the contract`,
        ...(suggestion === undefined ? {} : { suggestion }),
        fix: `add it to runtime.env_vars of ${service.folder}/service.yaml and to ${service.folder}/env.example`,
      });
    }
  }
  return problems;
}

function unused(parts: InventoryParts, service: ServiceParts, declared: readonly EnvVar[]): Problem[] {
  const deployments = parts.deployments.filter((one) => one.service === service);
  // A document that could not be read may be the one that uses it.
  if (deployments.length === 0 || deployments.some(({ resolved }) => resolved === undefined)) return [];
  const used = new Set(deployments.flatMap(({ resolved }) => resolved?.variables.map(({ name }) => name) ?? []));
  return declared.flatMap(({ name }, index) =>
    used.has(name)
      ? []
      : [
          {
            ...inContract(service, ["runtime", "env_vars", index, "name"]),
            message: `no Compose document of ${service.name} uses the variable ${name}`,
            fix: "use it in an environment entry, or remove it here and from env.example",
          },
        ],
  );
}

function compareExample(service: ServiceParts, declared: readonly EnvVar[], names: ReadonlySet<string>): Problem[] {
  const example = service.envExample;
  if (example === undefined) return [];
  const lacking = declared.flatMap(({ name }, index) =>
    example.entries.has(name)
      ? []
      : [
          {
            ...inContract(service, ["runtime", "env_vars", index, "name"]),
            message: `the variable ${name} is not in env.example`,
            fix: `add ${name}= to ${example.file}`,
          },
        ],
  );
  const extra = [...example.entries].flatMap(([name, entry]) => {
    if (names.has(name) || entry.commented) return [];
    const suggestion = suggest(name, names);
    return [
      {
        place: entry.place,
        path: name,
        message: "the variable is not declared in the contract",
        ...(suggestion === undefined ? {} : { suggestion }),
        fix: `add it to runtime.env_vars of ${service.folder}/service.yaml, or remove the line`,
      },
    ];
  });
  return [...lacking, ...extra];
}
