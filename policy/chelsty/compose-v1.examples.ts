import type { Example } from "../examples/example.ts";
import { broker } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a health check has a start interval",
    change: (fleet) => (broker(fleet)["healthcheck"] = { test: ["CMD", "true"], start_interval: "5s" }),
    says: "mosquitto on CHELSTY-INFRA cannot be deployed: Compose 1.29.2 does not know start_interval",
  },
  {
    when: "a dependency restarts along",
    change: (fleet) => (broker(fleet)["depends_on"] = { mosquitto: { condition: "service_started", required: true, restart: true } }),
    says: "does not restart dependents",
  },
  {
    when: "a dependency is optional",
    change: (fleet) => (broker(fleet)["depends_on"] = { mosquitto: { condition: "service_started", required: false } }),
    says: "knows no optional dependency",
  },
  {
    when: "an env_file may be missing",
    change: (fleet) => (broker(fleet)["env_file"] = [{ path: "/opt/homelab/config/mosquitto/.env", required: false }]),
    says: "knows no optional env_file",
  },
  {
    when: "a container has annotations",
    change: (fleet) => (broker(fleet)["annotations"] = { a: "b" }),
    says: "does not know annotations",
    also: ["privileges"],
  },
  {
    when: "a hook runs after the start",
    change: (fleet) => (broker(fleet)["post_start"] = [{ command: ["true"] }]),
    says: "does not know post_start",
  },
  {
    when: "a container has configs",
    change: (fleet) => (broker(fleet)["configs"] = [{ source: "a", target: "/a" }]),
    says: "ignores configs",
  },
];
