import type { Problem } from "../../../compose/problem.ts";
import { isBoundTo } from "../secrets/bound-host.ts";

/** What opens a Proxmox VE, as its plugin reads it from the environment. */
const CREDENTIALS = ["PROXMOX_VE_API_TOKEN", "PROXMOX_VE_PASSWORD", "PROXMOX_VE_AUTH_TICKET"];

/** Beside it stands where it may be sent. */
const HOST = "PROXMOX_VE_HOST";

/**
 * A hypervisor's endpoint is data, and the plugin sends what opens it there. It may only be sent to the hosts that the environment
 * names in PROXMOX_VE_HOST, so that an endpoint that moved is refused instead of asked.
 * @param at the file that holds the endpoint
 */
export function credentialsBelongTo(
  endpoint: string | undefined,
  at: string,
  env: Readonly<Record<string, string | undefined>>,
): Problem[] {
  const given = CREDENTIALS.filter((name) => (env[name] ?? "") !== "");
  const bound = env[HOST] ?? "";
  if (endpoint === undefined || given.length === 0 || isBoundTo(bound, endpoint)) return [];
  const problem = { place: { file: at }, path: "hypervisor.endpoint" };
  return [
    bound.trim() === ""
      ? {
          ...problem,
          message: `${HOST} is not set, so ${given.join(" and ")} may be sent nowhere`,
          fix: `set ${HOST} beside it to the host of the Proxmox VE`,
        }
      : {
          ...problem,
          message: `is ${endpoint}, and ${given.join(" and ")} may only be sent to ${bound} (${HOST}), so nothing was asked`,
          fix: `put the endpoint back, or when it really moved, change ${HOST} where the secret is kept`,
        },
  ];
}
