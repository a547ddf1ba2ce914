import type { Example } from "../examples/example.ts";
import { set } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a record answers for every name",
    change: (fleet) => {
      fleet.add("homelab:components:LanName", "CORE/name/all", { service: "npm", exposure: "lan" });
      fleet.add("homelab:technitium:Record", "CORE/name/all", { name: "*.lan.example.net", value: "10.5.0.3", ttl: 3600 });
    },
    says: "the DNS record *.lan.example.net answers for every name below it; allowed: one record a name",
  },
  {
    when: "answers are remembered for a week",
    change: (fleet) => set(fleet, "CORE/name/dns.lan.example.net", { ttl: 604_800 }),
    says: "answers for dns.lan.example.net are remembered for 604800 s; allowed: 60 to 86400 s",
  },
  {
    when: "answers are hardly remembered",
    change: (fleet) => set(fleet, "VPS/outline/host/wiki.example.net", { ttl: 30 }),
    says: "allowed: 60 to 86400 s, or 1 for Cloudflare's choice",
  },
  {
    when: "the bounds are narrower",
    config: { most: 600 },
    change: () => undefined,
    says: "answers for dns.lan.example.net are remembered for 3600 s; allowed: 60 to 600 s",
  },
];
