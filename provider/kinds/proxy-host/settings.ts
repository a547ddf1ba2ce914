import type { PropertyMap } from "../../rpc/property-value.ts";
import { plain } from "../../docker/patch.ts";
import type { Json, JsonMap } from "../../docker/json.ts";
import type { CertificateRow, ProxyHostRow } from "./session.ts";

/** Stands for no certificate where the data name one. */
export const NO_CERTIFICATE = "";

/** Input and the member of a row that says the same; flags are 0 and 1 in older versions. */
const flags = [
  ["forceTls", "ssl_forced"],
  ["hsts", "hsts_enabled"],
  ["http2", "http2_support"],
  ["blockExploits", "block_exploits"],
  ["caching", "caching_enabled"],
  ["websockets", "allow_websocket_upgrade"],
  ["enabled", "enabled"],
] as const;

/** A row in the words of the inputs, without `api`; the certificate by the name that it covers. */
export function inputsOfRow(row: ProxyHostRow, host: string, certificates: readonly CertificateRow[]): JsonMap {
  const certificate = certificates.find(({ id }) => id === row.certificate_id);
  return {
    host,
    aliases: row.domain_names.filter((name) => name !== host).sort(),
    forwardScheme: row.forward_scheme,
    forwardHost: row.forward_host,
    forwardPort: row.forward_port,
    certificate: certificate === undefined ? NO_CERTIFICATE : nameOf(certificate, host),
    accessList: row.access_list_id,
    ...Object.fromEntries(flags.map(([input, member]) => [input, row[member] === true || row[member] === 1])),
    advancedConfig: row.advanced_config,
  };
}

/**
 * The inputs as the server takes them. Left out of the inputs is left alone: locations, and settings made by hand.
 * @throws Error when no certificate covers the name that the inputs ask for
 */
export function settingsOf(inputs: PropertyMap, certificates: readonly CertificateRow[]): JsonMap {
  const { value } = plain(inputs);
  const aliases = Array.isArray(value["aliases"]) ? (value["aliases"] as readonly Json[]) : [];
  return {
    domain_names: [value["host"] ?? "", ...aliases],
    forward_scheme: value["forwardScheme"] ?? "http",
    forward_host: value["forwardHost"] ?? "",
    forward_port: value["forwardPort"] ?? 80,
    certificate_id: certificateId(typeof value["certificate"] === "string" ? value["certificate"] : NO_CERTIFICATE, certificates),
    access_list_id: value["accessList"] ?? 0,
    ...Object.fromEntries(flags.flatMap(([input, member]) => (value[input] === undefined ? [] : [[member, value[input]]]))),
    ...(value["advancedConfig"] === undefined ? {} : { advanced_config: value["advancedConfig"] }),
  };
}

/** The one that is good for longest among those that cover the name. */
function certificateId(name: string, certificates: readonly CertificateRow[]): number {
  if (name === NO_CERTIFICATE) return 0;
  const [best] = certificates
    .filter((certificate) => covers(certificate, name))
    .sort((a, b) => Date.parse(b.expires_on) - Date.parse(a.expires_on));
  if (best !== undefined) return best.id;
  const known = certificates.flatMap(({ domain_names }) => domain_names);
  throw new Error(
    `no certificate there covers ${name}; allowed: ${known.join(", ") || "there is none at all"}; fix: request one under SSL Certificates in Nginx Proxy Manager`,
  );
}

function covers({ domain_names }: CertificateRow, name: string): boolean {
  return domain_names.includes(name) || domain_names.includes(`*.${name.split(".").slice(1).join(".")}`);
}

/** The host's own name when the certificate covers it, else its first name. */
function nameOf(certificate: CertificateRow, host: string): string {
  return covers(certificate, host) ? host : (certificate.domain_names[0] ?? `certificate ${certificate.id}`);
}
