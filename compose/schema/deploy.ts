import { DEVICE_REQUESTS } from "./parts.ts";
import { AMOUNT, ANY_TEXTS, ASSIGNMENTS, COUNT, record, TEXT, word } from "./shape.ts";
import type { Shape } from "./shape.ts";

const UPDATE: Shape = record({
  parallelism: COUNT,
  delay: TEXT,
  failure_action: TEXT,
  monitor: TEXT,
  max_failure_ratio: AMOUNT,
  order: word("start-first", "stop-first"),
});

/** `services.*.deploy`. */
export const DEPLOY: Shape = {
  null: true,
  ...record({
    mode: TEXT,
    endpoint_mode: TEXT,
    replicas: COUNT,
    labels: ASSIGNMENTS,
    rollback_config: UPDATE,
    update_config: UPDATE,
    resources: record({
      limits: record({ cpus: AMOUNT, memory: TEXT, pids: COUNT }),
      reservations: record({
        cpus: AMOUNT,
        memory: TEXT,
        generic_resources: {
          list: { items: record({ discrete_resource_spec: record({ kind: TEXT, value: AMOUNT }) }) },
        },
        devices: DEVICE_REQUESTS,
      }),
    }),
    restart_policy: record({ condition: TEXT, delay: TEXT, max_attempts: COUNT, window: TEXT }),
    placement: record({
      constraints: ANY_TEXTS,
      preferences: { list: { items: record({ spread: TEXT }) } },
      max_replicas_per_node: COUNT,
    }),
  }),
};
