/** Who may write an event: the `source` field of the line. */
export const sources = [
  "homelab-provider",
  "stability-agent",
  "ha-diag-agent",
  "node-agent",
  "observer",
  "executor",
  "drift",
  "operator",
] as const;

export type Source = (typeof sources)[number];

export const severities = ["info", "warning", "error"] as const;

export type Severity = (typeof severities)[number];

/** What is known about one type of event. */
export interface EventType {
  /** The programs that write it. */
  readonly by: readonly Source[];
  /** Set for the end of a fault: the types whose fault with the same node, service and key is over. @default it ends nothing */
  readonly ends?: readonly string[];
  /** Whether it begins a fault that some later event ends. @default false */
  readonly fault?: true;
}

/**
 * Every type that a program of this project writes; seed 000 names the first ones, and each fault has its end, since an incident
 * without one would never close. A reader takes unknown types as they are; a writer refuses them.
 */
export const eventTypes: Readonly<Record<string, EventType>> = {
  deployment_started: { by: ["homelab-provider"] },
  deployment_completed: { by: ["homelab-provider"], ends: ["deployment_failed"] },
  deployment_failed: { by: ["homelab-provider"], fault: true },
  healthcheck_failed: { by: ["homelab-provider"], fault: true },
  service_unhealthy: { by: ["homelab-provider", "stability-agent"], fault: true },
  service_recovered: { by: ["homelab-provider", "stability-agent"], ends: ["service_unhealthy", "healthcheck_failed"] },

  containers_not_running: { by: ["stability-agent"], fault: true },
  containers_running: { by: ["stability-agent"], ends: ["containers_not_running"] },
  engine_unreachable: { by: ["stability-agent"], fault: true },
  engine_reachable: { by: ["stability-agent"], ends: ["engine_unreachable"] },
  mqtt_unreachable: { by: ["stability-agent"], fault: true },
  mqtt_reachable: { by: ["stability-agent"], ends: ["mqtt_unreachable"] },
  disk_pressure: { by: ["stability-agent"], fault: true },
  disk_pressure_over: { by: ["stability-agent"], ends: ["disk_pressure"] },
  mesh_down: { by: ["stability-agent"], fault: true },
  mesh_up: { by: ["stability-agent"], ends: ["mesh_down"] },
  agent_started: { by: ["stability-agent", "ha-diag-agent"] },
  clock_jumped: { by: ["stability-agent"] },

  ha_websocket_dead: { by: ["ha-diag-agent"], fault: true },
  ha_websocket_recovered: { by: ["ha-diag-agent"], ends: ["ha_websocket_dead"] },
  ha_integration_failed: { by: ["ha-diag-agent"], fault: true },
  ha_integration_failed_over: { by: ["ha-diag-agent"], ends: ["ha_integration_failed"] },
  ha_entity_unavailable_long: { by: ["ha-diag-agent"], fault: true },
  ha_entity_unavailable_long_over: { by: ["ha-diag-agent"], ends: ["ha_entity_unavailable_long"] },
  ha_automation_failing: { by: ["ha-diag-agent"], fault: true },
  ha_automation_failing_over: { by: ["ha-diag-agent"], ends: ["ha_automation_failing"] },
  ha_update_available: { by: ["ha-diag-agent"], fault: true },
  ha_update_available_over: { by: ["ha-diag-agent"], ends: ["ha_update_available"] },
  ha_recorder_lag: { by: ["ha-diag-agent"], fault: true },
  ha_recorder_lag_over: { by: ["ha-diag-agent"], ends: ["ha_recorder_lag"] },
  ha_system_health_degraded: { by: ["ha-diag-agent"], fault: true },
  ha_system_health_degraded_over: { by: ["ha-diag-agent"], ends: ["ha_system_health_degraded"] },

  node_offline: { by: ["observer", "drift"], fault: true },
  node_online: { by: ["observer", "drift"], ends: ["node_offline"] },
  clock_skew: { by: ["observer"], fault: true },
  clock_skew_over: { by: ["observer"], ends: ["clock_skew"] },
  event_store_reset: { by: ["observer"] },
  events_dropped: { by: ["node-agent", "stability-agent", "observer"] },

  drift_detected: { by: ["drift"], fault: true },
  drift_resolved: { by: ["drift"], ends: ["drift_detected"] },

  remediation_started: { by: ["executor"] },
  remediation_completed: { by: ["executor"] },

  note: { by: ["operator"] },
};
