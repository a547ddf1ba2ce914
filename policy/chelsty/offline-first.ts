import { offlineFirst as rule, type OfflineFirstOptions } from "../../src/rules/chelsty/offline-first.ts";
import { nodePolicy } from "../house-policy.ts";

export const offlineFirst = nodePolicy<OfflineFirstOptions>(
  {
    name: "offline-first",
    description:
      "Nothing behind an intermittent uplink points to SATURN, the VPS, Forgejo or any other site, because the cottage has to work for days without them.",
    remediationSteps: "use a service of the same site",
    options: {
      services: {
        type: "array",
        items: { type: "string", minLength: 1 },
        description: "Services of other sites that must not be named as a host either.",
        default: ["forgejo"],
      },
    },
  },
  rule,
);
