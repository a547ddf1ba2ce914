import type { Examples } from "./example.ts";

const mebibytes = (count: number): string => String(count * 1024 * 1024);

/** How the rules about memory and about protection from the kernel are broken. */
export const memoryExamples: Examples = {
  "memory-budget": [
    {
      when: "outline's limit is raised past the node's budget",
      change: (fleet) => (fleet.container("VPS", "outline")["mem_limit"] = mebibytes(2800)),
      says: "add up to 3312 MiB, 112 MiB over its budget",
    },
    {
      when: "three copies of one container are asked for",
      change: (fleet) => Object.assign(fleet.container("VPS", "outline"), { mem_limit: mebibytes(1000), scale: 3 }),
      says: "3 × outline 3000 MiB",
    },
    {
      when: "a node without a stated budget runs out of total minus reserve",
      change: (fleet) => (fleet.container("SOLARIA", "ollama")["mem_limit"] = mebibytes(3297)),
      says: "allowed: at most 3296 MiB",
    },
  ],
  "memory-limit-required": [
    {
      when: "the limit stands only under deploy.resources",
      change: (fleet) => {
        const container = fleet.container("VPS", "npm");
        delete container["mem_limit"];
        container["deploy"] = { resources: { limits: { memory: mebibytes(128) } }, placement: {} };
      },
      says: "only under deploy.resources",
    },
  ],
  "memory-swap": [
    {
      when: "npm may swap on a node without swap",
      change: (fleet) => (fleet.container("VPS", "npm")["memswap_limit"] = mebibytes(256)),
      says: "has a memswap_limit of 256 MiB, but VPS has no swap",
    },
    { when: "swap is unlimited", change: (fleet) => (fleet.container("VPS", "npm")["memswap_limit"] = "-1"), says: "unlimited (-1)" },
    {
      when: "the two together are less than the memory alone",
      change: (fleet) => (fleet.container("SOLARIA", "ollama")["memswap_limit"] = mebibytes(64)),
      says: "below its mem_limit, so the engine refuses",
    },
  ],
  "memory-reservation": [
    {
      when: "a container reserves more than it may have",
      change: (fleet) => (fleet.container("VPS", "outline")["mem_reservation"] = mebibytes(256)),
      says: "reserves 256 MiB, more than its limit; allowed: at most 128 MiB",
    },
    {
      when: "the reservation stands under deploy.resources",
      change: (fleet) =>
        (fleet.container("VPS", "outline")["deploy"] = { resources: { reservations: { memory: mebibytes(129) } }, placement: {} }),
      says: "reserves 129 MiB",
    },
  ],
  "oom-score-adj": [
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
  ],
};

/** The two that also break the budget, which counts a container without a limit as unbounded. */
export const unboundedExamples: Examples = {
  "memory-limit-required": [
    {
      when: "outline has no limit",
      change: (fleet) => delete fleet.container("VPS", "outline")["mem_limit"],
      says: "outline on VPS has no memory limit",
    },
    {
      when: "the limit is a variable of the node",
      change: (fleet) => (fleet.container("VPS", "outline")["mem_limit"] = "${LIMIT:-512m}"),
      says: "is the variable ${LIMIT:-512m}",
    },
  ],
};
