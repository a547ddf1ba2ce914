import { isIPv4, isIPv6 } from "node:net";

import type { Problem } from "../../../compose/problem.ts";
import { object, optional, required, text, wholeNumber } from "../../shape/shape.ts";
import { Unknown, bare, textAt, type PropertyMap } from "../../rpc/property-value.ts";
import type { ResourceType } from "../resource.ts";
import { apiName, apiUrl, dnsName } from "../input-shapes.ts";

/** `homelab:technitium:Record`: a name on a network's own DNS server. */
export const lanRecord: ResourceType = {
  token: "homelab:technitium:Record",
  description: "A name in a zone of a Technitium DNS server; the only record of its name and type.",
  inputs: object({
    api: required("The API of the DNS server, a key of apis in the topology.", apiName),
    apiUrl: optional("Where that API is, as the topology says it: its credentials go there.", apiUrl),
    zone: required("The zone that holds the name.", dnsName),
    name: required("The whole name, zone included.", dnsName),
    type: optional("The type of the record.", text("A, AAAA or CNAME", /^(A|AAAA|CNAME)$/), "A"),
    value: required("The address, or for a CNAME the name that is meant.", text("an address or a name", /^[0-9A-Za-z.:-]{1,253}$/)),
    ttl: optional("How long others may remember the answer, in seconds.", wholeNumber(60, 86_400), 3600),
  }),
  identity: new Set(["api", "zone", "name", "type"]),
  recordedLater: new Set(["apiUrl"]),
  deleteBeforeReplace: false,
  idOf: (inputs) => `${textAt(inputs, "api")}/${textAt(inputs, "zone")}/${textAt(inputs, "name")}/${textAt(inputs, "type")}`,
  rules,
};

function rules(inputs: PropertyMap): Problem[] {
  if (["zone", "name", "type", "value"].some((key) => bare(inputs[key] ?? null) instanceof Unknown)) return [];
  const [zone, name, value] = [textAt(inputs, "zone"), textAt(inputs, "name"), textAt(inputs, "value")];
  const type = textAt(inputs, "type") || "A";
  const outside: Problem[] =
    name === zone || name.endsWith(`.${zone}`) ? [] : [{ path: "name", message: `${name} is not in the zone ${zone}` }];
  const fits = type === "A" ? isIPv4(value) : type === "AAAA" ? isIPv6(value) : !isIPv4(value) && !isIPv6(value);
  return fits
    ? outside
    : [
        ...outside,
        {
          path: "value",
          message: `${value} does not fit a record of type ${type}`,
          allowed: type === "CNAME" ? "a name" : `an address of ${type === "A" ? "IPv4" : "IPv6"}`,
        },
      ];
}
