import { flag, list, object, optional, required, text, wholeNumber } from "../../shape/shape.ts";
import { textAt } from "../../rpc/property-value.ts";
import type { ResourceType } from "../resource.ts";
import { apiName, apiUrl, dnsName } from "../input-shapes.ts";

/** `homelab:npm:ProxyHost`: a name that Nginx Proxy Manager forwards to a service. */
export const proxyHost: ResourceType = {
  token: "homelab:npm:ProxyHost",
  description: "A name that a Nginx Proxy Manager forwards to a service. Its locations and what is not declared here are left alone.",
  inputs: object({
    api: required("The API of the Nginx Proxy Manager, a key of apis in the topology.", apiName),
    apiUrl: optional("Where that API is, as the topology says it: its credentials go there.", apiUrl),
    host: required("The whole name.", dnsName),
    aliases: optional("Further names of the same host.", list(dnsName)),
    forwardScheme: optional("How the service is spoken to.", text("http or https", /^https?$/), "http"),
    forwardHost: required(
      "The service's host as the proxy reaches it: a container's name or an address.",
      text("a host name or an address", /^[A-Za-z0-9][A-Za-z0-9._:-]{0,254}$/),
    ),
    forwardPort: required("The service's port as the proxy reaches it.", wholeNumber(1, 65535)),
    certificate: optional(
      "A name that the certificate to be used covers; empty for none.",
      text("a DNS name, or nothing", /^([a-z0-9*][a-z0-9.*-]{0,252})?$/),
      "",
    ),
    accessList: optional("The number of the access list, 0 for everybody.", wholeNumber(0, 1_000_000), 0),
    forceTls: optional("Whether plain HTTP is redirected to HTTPS.", flag, false),
    hsts: optional("Whether browsers are told to use HTTPS only.", flag, false),
    http2: optional("Whether HTTP/2 is offered.", flag, false),
    blockExploits: optional("Whether common attacks are refused.", flag, true),
    caching: optional("Whether pictures and styles are cached.", flag, false),
    websockets: optional("Whether websockets are let through.", flag, true),
    enabled: optional("Whether it answers at all.", flag, true),
    advancedConfig: optional("Lines of nginx's own configuration. Left alone when not given.", text("lines of nginx's configuration")),
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
