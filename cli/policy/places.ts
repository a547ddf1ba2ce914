import type { Inventory } from "../../src/inventory/inventory.ts";
import type { Place } from "../../compose/problem.ts";
import { hostFolder } from "../../src/inventory/schema/host-folder.ts";
import { parsePath } from "../preview/changes.ts";
import type { Finding } from "./judgement.ts";

/**
 * Where in git a finding stands. A policy sees resources, which have no places; the inventory knows the line of every path of
 * a document. Without an inventory (what is wrong may be the inventory itself), the file that usually holds such a thing.
 */
export function placeOf({ resource, where, of }: Pick<Finding, "resource" | "where" | "of">, inventory: Inventory | undefined): Place {
  const written = /^(.*\.[a-z]+)(?::(\d+))?(?::(\d+))?$/.exec(where);
  const [node = "", service = ""] = resource?.split("/") ?? [];
  if (written !== null && /[/]|^Pulumi/.test(written[1] ?? "")) return filePlace(written, node, service, inventory);
  if (where.startsWith("contract")) return { file: `services/${service}/service.yaml` };
  const deployment = inventory?.nodes.get(node)?.deployments.find((one) => one.service === service);
  const place = /^(services|volumes|networks)\./.test(where) ? deployment?.resolved.placeOf(parsePath(where)) : undefined;
  if (place !== undefined) return place;
  if (resource?.endsWith("/layout") === true) return { file: `hosts/${hostFolder(node)}/capabilities.yaml` };
  if (resource?.endsWith("/project") === true) return { file: `services/${service}/docker-compose.yml` };
  return { file: node === "" ? `Pulumi.${of}.yaml` : `hosts/${hostFolder(node)}/services.yaml` };
}

/** A placed file is named by its path below the project directory; git has it below the service, or the host's variant. */
function filePlace(written: RegExpExecArray, node: string, service: string, inventory: Inventory | undefined): Place {
  const [, path = "", line, column] = written;
  const files = inventory?.nodes.get(node)?.deployments.find((one) => one.service === service)?.files;
  const file =
    files?.find((one) => one.path === path)?.source ?? (path.startsWith("files/") && service !== "" ? `services/${service}/${path}` : path);
  return { file, ...(line === undefined ? {} : { line: Number(line) }), ...(column === undefined ? {} : { column: Number(column) }) };
}
