import { isIPv4, isIPv6 } from "node:net";

import type { Problem } from "../../../compose/problem.ts";
import { z } from "zod";
import { text, wholeNumber } from "../../inputs/types.ts";
import { Unknown, bare, textAt, type PropertyMap } from "../../rpc/property-value.ts";
import type { ResourceType } from "../resource.ts";
import { apiName, apiUrl, dnsName } from "../../inputs/names.ts";

/** `homelab:technitium:Record`: a name on a network's own DNS server. */
export const lanRecord: ResourceType = {
  token: "homelab:technitium:Record",
  description: "A name in a zone of a Technitium DNS server; the only record of its name and type.",
  inputs: z.strictObject({
    api: apiName.describe("The API of the DNS server, a key of apis in the topology."),
    apiUrl: apiUrl.nullish().describe("Where that API is, as the topology says it: its credentials go there."),
    zone: dnsName.describe("The zone that holds the name."),
    name: dnsName.describe("The whole name, zone included."),
    type: text("A, AAAA or CNAME", /^(A|AAAA|CNAME)$/)
      .nullable()
      .default("A")
      .describe("The type of the record."),
    value: text("an address or a name", /^[0-9A-Za-z.:-]{1,253}$/).describe("The address, or for a CNAME the name that is meant."),
    ttl: wholeNumber(60, 86_400).nullable().default(3600).describe("How long others may remember the answer, in seconds."),
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
