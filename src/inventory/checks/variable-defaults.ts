import type { InventoryParts, ServiceParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { EnvVar } from "../schema/index.ts";
import { inContract } from "./contract-place.ts";

/**
 * What a contract says of a variable is what its documents do with it: a variable that may be left out has a default
 * wherever it is used, and the same one. Otherwise the contract promises a start that Compose refuses.
 */
export function checkVariableDefaults(parts: InventoryParts): Problem[] {
  return [...parts.services.values()].flatMap((service) =>
    (service.contract?.runtime.env_vars ?? []).flatMap((variable, index) => judge(parts, service, variable, index)),
  );
}

function judge(parts: InventoryParts, service: ServiceParts, variable: EnvVar, index: number): Problem[] {
  const uses = parts.deployments
    .filter((one) => one.service === service)
    .flatMap(({ resolved }) => resolved?.variables ?? [])
    .filter(({ name }) => name === variable.name);
  const needing = variable.required ? [] : uses.filter(({ required }) => required);
  // The default of a secret is refused by the check of secrets, without being shown.
  const differing = variable.secret ? [] : uses.filter((use) => use.default !== undefined && use.default !== (variable.default ?? ""));
  return [
    ...needing.map((use) => ({
      place: use.place,
      path: "",
      message: `Compose stops without ${use.name}, but the contract does not require it`,
      fix: `give it a default here, or write required: true in ${service.folder}/service.yaml`,
    })),
    ...differing.map((use) => ({
      ...inContract(service, ["runtime", "env_vars", index, variable.default === undefined ? "name" : "default"]),
      message:
        `the default of ${use.name} is ${JSON.stringify(variable.default ?? "")} here and ${JSON.stringify(use.default)} ` +
        `in ${use.place.file}:${use.place.line ?? 1}`,
      fix: "write the same default in both",
    })),
  ];
}
