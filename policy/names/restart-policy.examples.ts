import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "a container is not restarted",
    change: (fleet) => delete fleet.container("VPS", "npm")["restart"],
    says: "stays down after a crash",
  },
  {
    when: "a container is always restarted",
    change: (fleet) => (fleet.container("VPS", "npm")["restart"] = "always"),
    says: "npm on VPS has restart: always",
  },
  {
    when: "the policy is a variable",
    change: (fleet) => (fleet.container("VPS", "npm")["restart"] = "${RESTART:-no}"),
    says: "is the variable ${RESTART:-no}",
  },
  {
    when: "deploy.restart_policy takes the policy back",
    change: (fleet) => (fleet.container("VPS", "npm")["deploy"] = { restart_policy: { condition: "none" } }),
    says: "npm on VPS has deploy.restart_policy.condition: none, which wins over restart: unless-stopped",
  },
  {
    when: "deploy.restart_policy has no condition",
    change: (fleet) => (fleet.container("VPS", "npm")["deploy"] = { restart_policy: { delay: "5s" } }),
    says: "Compose 2 and newer never restart it, 1.29 always does",
  },
  {
    when: "what the contract calls a job is started for ever",
    change: (fleet) => (fleet.contract("VPS", "npm")["jobs"] = ["npm"]),
    says: "allowed: no, as the contract says",
  },
  {
    when: "the contract has an exception, and the document does not follow it",
    change: (fleet) =>
      fleet.contract("VPS", "npm").restart_exceptions.push({ service: "npm", policy: "on-failure:3", reason: "It is a job." }),
    says: "allowed: on-failure:3, as the contract says",
  },
];
