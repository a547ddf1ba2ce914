import type { Examples } from "./example.ts";
import type { Change, Fleet } from "./fleet.ts";

const digest = `sha256:${"0a".repeat(32)}`;

function outline(fleet: Fleet): Change {
  return fleet.container("VPS", "outline");
}

function exception(fleet: Fleet): Change {
  return fleet.contract("VPS", "ai-cluster").placement.exceptions[0] ?? {};
}

/** How the rules about where things run are broken. */
export const placementExamples: Examples = {
  "gpu-placement": [
    {
      when: "a service asks for a GPU where there is none",
      change: (fleet) => (fleet.capabilities("SOLARIA")["gpus"] = []),
      says: "ollama on SOLARIA asks for a graphics processor of nvidia, but SOLARIA has none",
    },
    {
      when: "the GPU is of another maker",
      change: (fleet) => (fleet.capabilities("SOLARIA")["gpus"] = [{ vendor: "amd", model: "RX", memory_mib: 1 }]),
      says: "but SOLARIA has amd",
    },
    {
      when: "a container uses the NVIDIA runtime",
      change: (fleet) => (fleet.container("CHELSTY-HA", "homeassistant")["runtime"] = "nvidia"),
      says: "homeassistant on CHELSTY-HA asks for a graphics processor of nvidia",
    },
  ],
  "image-architecture": [
    {
      when: "an image is made for ARM",
      change: (fleet) => (outline(fleet)["image"] = `arm64v8/nginx:1.29@${digest}`),
      says: "which is for arm64, but VPS is amd64",
    },
    {
      when: "a tag says another architecture",
      change: (fleet) => (outline(fleet)["image"] = `outlinewiki/outline:1.7.1-arm64@${digest}`),
      says: "which is for arm64",
    },
    {
      when: "a platform is asked for",
      change: (fleet) => (outline(fleet)["platform"] = "linux/arm64/v8"),
      says: "asks for the platform linux/arm64/v8, but VPS is amd64",
    },
    {
      when: "an image is known for one architecture",
      change: () => undefined,
      config: { images: { "outlinewiki/outline": ["arm64"] } },
      says: "outline on VPS runs the image outlinewiki/outline",
    },
    {
      when: "the node has another architecture than its images",
      change: (fleet) => Object.assign(fleet.container("SOLARIA", "ollama"), { platform: "linux/386" }),
      says: "asks for the platform linux/386",
    },
  ],
  "compute-placement": [
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
  ],
  "placement-exception-ending": [
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
  ],
};
