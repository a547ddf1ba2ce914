import type { InventoryParts } from "../load/parts.ts";
import type { Problem } from "../../../compose/problem.ts";
import { suggest } from "../../../compose/suggest.ts";
import { inContract } from "./contract-place.ts";

/** A contract shares with other services that exist; whether those say the same is for the policy host-paths, node by node. */
export function checkShared(parts: InventoryParts): Problem[] {
  return [...parts.services.values()].flatMap((service) =>
    (service.contract?.shared ?? []).flatMap((shared, index) =>
      shared.with.flatMap((other, at): Problem[] => {
        const place = inContract(service, ["shared", index, "with", at]);
        if (other === service.name) return [{ ...place, message: `${other} cannot share with itself`, fix: "name the other services" }];
        if (parts.services.has(other)) return [];
        const suggestion = suggest(other, parts.services.keys());
        return [{ ...place, message: `there is no service ${other}`, ...(suggestion === undefined ? {} : { suggestion }) }];
      }),
    ),
  );
}
