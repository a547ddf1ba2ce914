import type { ServiceParts } from "../load/parts.ts";
import type { Place } from "../../../compose/problem.ts";
import { formatPath, type DataPath } from "../../../compose/data-path.ts";

/** Where a path of a service's contract stands, with the path as it is shown. */
export function inContract(service: ServiceParts, path: DataPath): { readonly place?: Place; readonly path: string } {
  const place = service.contractFile?.placeOf(path);
  return { ...(place === undefined ? {} : { place }), path: formatPath(path) };
}
