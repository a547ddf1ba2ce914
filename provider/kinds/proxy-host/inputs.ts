import { z } from "zod";
import { text, wholeNumber } from "../../inputs/types.ts";
import { textAt } from "../../rpc/property-value.ts";
import type { ResourceType } from "../resource.ts";
import { apiName, apiUrl, dnsName } from "../../inputs/names.ts";

/** `homelab:npm:ProxyHost`: a name that Nginx Proxy Manager forwards to a service. */
export const proxyHost: ResourceType = {
  token: "homelab:npm:ProxyHost",
  description: "A name that a Nginx Proxy Manager forwards to a service. Its locations and what is not declared here are left alone.",
  inputs: z.strictObject({
    api: apiName.describe("The API of the Nginx Proxy Manager, a key of apis in the topology."),
    apiUrl: apiUrl.nullish().describe("Where that API is, as the topology says it: its credentials go there."),
    host: dnsName.describe("The whole name."),
    aliases: z.array(dnsName).nullish().describe("Further names of the same host."),
    forwardScheme: text("http or https", /^https?$/)
      .nullable()
      .default("http")
      .describe("How the service is spoken to."),
    forwardHost: text("a host name or an address", /^[A-Za-z0-9][A-Za-z0-9._:-]{0,254}$/).describe(
      "The service's host as the proxy reaches it: a container's name or an address.",
    ),
    forwardPort: wholeNumber(1, 65535).describe("The service's port as the proxy reaches it."),
    certificate: text("a DNS name, or nothing", /^([a-z0-9*][a-z0-9.*-]{0,252})?$/)
      .nullable()
      .default("")
      .describe("A name that the certificate to be used covers; empty for none."),
    accessList: wholeNumber(0, 1_000_000).nullable().default(0).describe("The number of the access list, 0 for everybody."),
    forceTls: z.boolean().nullable().default(false).describe("Whether plain HTTP is redirected to HTTPS."),
    hsts: z.boolean().nullable().default(false).describe("Whether browsers are told to use HTTPS only."),
    http2: z.boolean().nullable().default(false).describe("Whether HTTP/2 is offered."),
    blockExploits: z.boolean().nullable().default(true).describe("Whether common attacks are refused."),
    caching: z.boolean().nullable().default(false).describe("Whether pictures and styles are cached."),
    websockets: z.boolean().nullable().default(true).describe("Whether websockets are let through."),
    enabled: z.boolean().nullable().default(true).describe("Whether it answers at all."),
    advancedConfig: text("lines of nginx's configuration")
      .nullish()
      .describe("Lines of nginx's own configuration. Left alone when not given."),
  }),
  identity: new Set(["api", "host"]),
  recordedLater: new Set(["apiUrl"]),
  deleteBeforeReplace: false,
  idOf: (inputs) => `${textAt(inputs, "api")}/${textAt(inputs, "host")}`,
  rules: (inputs) =>
    (inputs["forceTls"] === true || inputs["hsts"] === true || inputs["http2"] === true) &&
    (inputs["certificate"] === undefined || inputs["certificate"] === "")
      ? // The server drops these settings without a word.
        [
          {
            path: "certificate",
            message: "is missing, but forceTls, hsts and http2 need one",
            fix: "name the certificate, or leave them out",
          },
        ]
      : [],
};
