import type { InventoryParts, ServiceParts } from "../../inventory/load/parts.ts";
import type { DataPath } from "../../../compose/data-path.ts";
import type { Problem } from "../../../compose/problem.ts";
import { contractDefault } from "../secrets/secret-variables.ts";

/** A secret has no value in git: no default in the contract, none in a document, none in `env.example`. */
export function checkSecrets(parts: InventoryParts): Problem[] {
  return [...parts.services.values()].flatMap((service) => {
    const secrets = service.contract?.runtime.env_vars.filter(({ secret }) => secret) ?? [];
    return [
      ...inItsContract(service),
      ...inDocuments(parts, service, new Set(secrets.map(({ name }) => name))),
      ...secrets.flatMap(({ name }) => inExample(service, name)),
    ];
  });
}

// None of the messages shows the value: somebody may have put a real one there.

function inItsContract({ name, contract, contractFile }: ServiceParts): Problem[] {
  const project = { node: "", service: name, document: {}, contract, placeOfContract: (path: DataPath) => contractFile?.placeOf(path) };
  return (contract?.runtime.env_vars ?? []).flatMap((entry, index) => contractDefault(project, { ...entry }, index));
}

function inDocuments(parts: InventoryParts, service: ServiceParts, secrets: ReadonlySet<string>): Problem[] {
  return parts.deployments
    .filter((one) => one.service === service)
    .flatMap(({ resolved }) => resolved?.variables ?? [])
    .filter((use) => secrets.has(use.name) && use.default !== undefined && use.default !== "")
    .map((use) => ({
      place: use.place,
      path: "",
      message: `the secret ${use.name} has a default value in git`,
      fix: `write \${${use.name}:?} without a default`,
    }));
}

function inExample(service: ServiceParts, name: string): Problem[] {
  const entry = service.envExample?.entries.get(name);
  if (entry === undefined || entry.value === "") return [];
  return [
    {
      place: entry.place,
      path: name,
      message: "the secret has a value in env.example",
      fix: `leave it empty (${name}=) and say in a comment how to make one`,
    },
  ];
}
