import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "a service that is not public has a name",
    change: (fleet) => {
      fleet.contract("VPS", "node-agent").public_names.push({ name: "agent", service: "node-agent", port: 9465 });
      fleet.add("cloudflare:index/dnsRecord:DnsRecord", "VPS/agent", { name: "agent.example.net", type: "A", content: "203.0.113.10" });
    },
    says: "the DNS record agent.example.net is for node-agent on VPS, whose exposure is mesh",
  },
  {
    when: "a record belongs to nobody",
    change: (fleet) =>
      fleet.add("cloudflare:index/dnsRecord:DnsRecord", "VPS/old", { name: "old.example.net", type: "A", content: "203.0.113.10" }),
    says: "the DNS record old.example.net belongs to no public service; allowed: wiki.example.net",
  },
  {
    when: "a public name points somewhere else",
    change: (fleet) => (fleet.resource("VPS/outline/host/wiki.example.net").props["content"] = "198.51.100.7"),
    says: "points at 198.51.100.7, but the service runs on VPS; allowed: 203.0.113.10",
  },
  {
    when: "the node no longer calls the service public",
    change: (fleet) => (fleet.project("VPS", "outline")["exposure"] = "mesh"),
    says: "whose exposure is mesh",
  },
];
