import type { InventoryParts, ServiceParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { inContract } from "./contract-place.ts";

/** Only a public service has public names, and each name belongs to one service. (Requirement F3.) */
export function checkPublicNames(parts: InventoryParts): Problem[] {
  const first = new Map<string, ServiceParts>();
  return [...parts.services.values()].flatMap((service) => {
    const names = service.contract?.public_names ?? [];
    const exposure = service.contract?.exposure;
    const notPublic: Problem[] =
      names.length === 0 || exposure === "public"
        ? []
        : [
            {
              ...inContract(service, ["public_names"]),
              message: `${service.name} has public names, but its exposure is ${String(exposure)}`,
              fix: "remove the names, or make the service public",
            },
          ];
    return [...notPublic, ...names.flatMap(({ name }, index) => unique(service, name, index, first))];
  });
}

function unique(service: ServiceParts, name: string, index: number, first: Map<string, ServiceParts>): Problem[] {
  const other = first.get(name);
  if (other === undefined) {
    first.set(name, service);
    return [];
  }
  const message = `the public name ${name} is taken already by ${other.name}`;
  return [{ ...inContract(service, ["public_names", index, "name"]), message }];
}
