import { z } from "zod";

/**
 * Text in the wrong form is no part of a union at all. Without this, zod reports a union by the one part whose type fits,
 * and the other allowed values (`each`, `unless-stopped`) are not named.
 */
const decides = { abort: true } as const;

/** A node's name as people say it: capitals, digits and hyphens (`CHELSTY-INFRA`). */
export const nodeName = z.string().regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/, {
  error: "must be in capitals, digits and single hyphens, like CHELSTY-INFRA",
  ...decides,
});

/** A service's, site's or Compose service's name: kebab-case (`stability-agent`). */
export const kebabName = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, {
  error: "must be kebab-case, like stability-agent",
  ...decides,
});

/** The name of an environment variable as a shell accepts it. */
export const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: "must be letters, digits and underscores, not beginning with a digit",
});

/** A DNS name without a trailing dot, at least one label, lower case (RFC 1123). */
export const dnsName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/, {
    error: "must be a lower-case DNS name",
    ...decides,
  });

/** An absolute POSIX path without `..`, `.`, empty segments or a trailing slash. */
export const absolutePath = z
  .string()
  .regex(/^(\/(?!\.{1,2}(\/|$))[^/\u0000-\u001f\u007f]+)+$/, { error: "must be an absolute path without . or .. or a trailing slash" });

/** A duration of whole units, as Compose writes it: `90s`, `5m`, `1m30s`. */
export const duration = z.string().regex(/^(\d+(ms|s|m|h))+$/, { error: "must be a duration like 90s, 5m or 1m30s" });

/** A calendar day, `YYYY-MM-DD`, in UTC. */
export const day = z.iso.date({ error: "must be a date like 2027-06-30" });

/** One sentence for people. */
export const sentence = z.string().trim().min(1, { error: "must not be empty" }).max(400);

/** A TCP or UDP port. */
export const port = z.int().min(1).max(65535);

/** A whole number of MiB. */
export const mebibytes = z
  .int()
  .min(0)
  .max(16 * 1024 * 1024);

/**
 * Who may reach a service: anyone on the internet (`public`), the Tailscale mesh (`mesh`), the node's own network
 * (`lan`), or nothing outside its node (`none`).
 */
export const exposure = z.enum(["public", "mesh", "lan", "none"]);
export type Exposure = z.infer<typeof exposure>;

/** Compose's restart policies. */
export const restartPolicy = z.union([
  z.enum(["no", "always", "unless-stopped", "on-failure"]),
  z.string().regex(/^on-failure:[1-9]\d*$/, { error: "must be on-failure:N", ...decides }),
]);
