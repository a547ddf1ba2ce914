import type { Example } from "../examples/example.ts";
import { mounts, npmData } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a declared folder is not mounted",
    change: (fleet) => mounts(fleet, "npm").pop(),
    says: "npm on VPS mounts nothing at /data",
  },
  {
    when: "a declared folder is mounted elsewhere in the container, where a privilege allows it",
    change: (fleet) => {
      mounts(fleet, "npm")[0] = { type: "bind", source: npmData, target: "/date" };
      fleet.contract("VPS", "npm").privileges.push({ service: "npm", allow: "host-files", reason: "A test." });
    },
    says: "mounts nothing at /data",
  },
];
