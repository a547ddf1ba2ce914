import { text } from "./types.ts";

/** The names that several resources share. */
export const nodeName = text("capitals, digits and single hyphens, such as CHELSTY-INFRA", /^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/);

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const kebabName = text("small letters, digits and single hyphens, such as node-agent", kebab);

export const siteName = text("small letters, digits and single hyphens, such as vps", kebab);

export const fileMode = text("permissions in octal, such as 0644", /^0?[0-7]{3}$/);

export const apiName = text("small letters, digits and single hyphens, such as vps-npm", kebab);

export const apiUrl = text("scheme, host and port, such as https://dns.example.net:5380", /^https?:\/\/[^/?#@\s]+$/);

/** No wildcards: a name nobody declared would be answered. */
export const dnsName = text(
  "a lower-case DNS name without a wildcard, such as wiki.example.net",
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
);
