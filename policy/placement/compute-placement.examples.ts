import type { Example } from "../examples/example.ts";
import { digest, exception, outline } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a worker runs on the VPS without an exception",
    change: (fleet) => (fleet.contract("VPS", "ai-cluster").placement.exceptions = []),
    says: "ai-cluster/codex-worker on VPS is a compute workload, which does not belong on VPS",
  },
  {
    when: "the exception has ended",
    change: (fleet) => (exception(fleet)["until"] = "2026-11-20"),
    says: "lets codex-worker run on VPS ended on 2026-11-20",
  },
  { when: "the exception has no end", change: (fleet) => delete exception(fleet)["until"], says: "has no end" },
  { when: "the exception is for another node", change: (fleet) => (exception(fleet)["node"] = "PIHA"), says: "is a compute workload" },
  {
    when: "a server of models runs on the VPS",
    change: (fleet) => (outline(fleet)["image"] = `ollama/ollama:0.13.5@${digest}`),
    says: "outline on VPS is a compute workload",
  },
  {
    when: "the stack counts more as compute",
    change: () => undefined,
    config: { workloads: ["*-worker", "outline"] },
    says: "outline on VPS is a compute workload",
  },
];
