import { publishedAddresses as rule } from "../../src/rules/exposure/published-addresses.ts";
import { nodePolicy } from "../house-policy.ts";

export const publishedAddresses = nodePolicy(
  {
    name: "published-addresses",
    description:
      "A port is published on the addresses of its class only, all addresses being for public services of the VPS, because Docker's ports pass by the node's firewall.",
    remediationSteps: "bind the mesh, LAN or loopback address that fits the exposure in the node's services.yaml",
  },
  rule,
);
