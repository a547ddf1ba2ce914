import type { Example } from "../examples/example.ts";
import { set } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a local name points at the internet",
    change: (fleet) => set(fleet, "CORE/name/dns.lan.example.net", { value: "203.0.113.10" }),
    says: "the local name dns.lan.example.net points at 203.0.113.10, an address of the internet",
  },
  {
    when: "a local name belongs to nobody",
    change: (fleet) =>
      fleet.add("homelab:technitium:Record", "CORE/name/old", { name: "old.lan.example.net", value: "10.5.0.9", ttl: 3600 }),
    says: "the local name old.lan.example.net belongs to no service",
  },
  {
    when: "the service is for its node only",
    change: (fleet) => (fleet.component("CORE/name/dns.lan.example.net").props["exposure"] = "none"),
    says: "is for a service whose exposure is none",
  },
];
