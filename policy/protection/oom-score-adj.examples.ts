import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "node-agent on the VPS has no score",
    change: (fleet) => delete fleet.container("VPS", "node-agent")["oom_score_adj"],
    says: "has no oom_score_adj",
  },
  {
    when: "npm exempts itself",
    change: (fleet) => (fleet.container("VPS", "npm")["oom_score_adj"] = -900),
    says: "not one of the protected services",
  },
  {
    when: "a protected container has another score",
    change: (fleet) => (fleet.container("VPS", "node-agent")["oom_score_adj"] = -500),
    says: "allowed: -900",
  },
  {
    when: "a score is out of the kernel's range",
    change: (fleet) => (fleet.container("SOLARIA", "ollama")["oom_score_adj"] = 1001),
    says: "allowed: -1000 to 1000",
  },
];
