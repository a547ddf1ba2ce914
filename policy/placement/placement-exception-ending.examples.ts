import type { Example } from "../examples/example.ts";
import { exception } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "an exception ends in fourteen days",
    change: (fleet) => (exception(fleet)["until"] = "2026-12-05"),
    says: "ends in 14 days, on 2026-12-05; fix: move codex-worker to SOLARIA",
  },
  { when: "an exception ends today", change: (fleet) => (exception(fleet)["until"] = "2026-11-21"), says: "ends today" },
  {
    when: "the stack wants to know earlier",
    change: (fleet) => (exception(fleet)["until"] = "2027-01-10"),
    config: { days: 60 },
    says: "ends in 50 days",
  },
];
