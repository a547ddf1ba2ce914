import { SERVICE } from "./service.ts";
import { ASSIGNMENTS, closed, FLAG, INTEGER, NAME, NO_KEYS, options, record, TEXT, TEXT_OR_TEXTS } from "./shape.ts";
import type { Shape } from "./shape.ts";

const DRIVER_OPTIONS = options({ text: true, number: true });
const EXTERNAL: Shape = { ...FLAG, ...record({ name: TEXT }) };

const NETWORK: Shape = {
  null: true,
  ...record({
    name: TEXT,
    driver: TEXT,
    driver_opts: DRIVER_OPTIONS,
    ipam: record({
      driver: TEXT,
      config: {
        list: {
          items: record({ subnet: TEXT, ip_range: TEXT, gateway: TEXT, aux_addresses: options(TEXT) }),
        },
      },
      options: options(TEXT),
    }),
    external: EXTERNAL,
    internal: FLAG,
    enable_ipv4: FLAG,
    enable_ipv6: FLAG,
    attachable: FLAG,
    labels: ASSIGNMENTS,
  }),
};

const VOLUME: Shape = {
  null: true,
  ...record({ name: TEXT, driver: TEXT, driver_opts: DRIVER_OPTIONS, external: EXTERNAL, labels: ASSIGNMENTS }),
};

const SECRET: Shape = record({
  name: TEXT,
  environment: TEXT,
  file: TEXT,
  external: EXTERNAL,
  labels: ASSIGNMENTS,
  driver: TEXT,
  driver_opts: DRIVER_OPTIONS,
  template_driver: TEXT,
});

const CONFIG: Shape = record({
  name: TEXT,
  content: TEXT,
  environment: TEXT,
  file: TEXT,
  external: EXTERNAL,
  labels: ASSIGNMENTS,
  template_driver: TEXT,
});

const MODEL: Shape = record({ name: TEXT, model: TEXT, context_size: INTEGER, runtime_flags: { list: { items: TEXT } } }, ["model"]);

/** `include`: a path, or a path with its own project directory and variables. */
const INCLUDE: Shape = {
  list: {
    items: {
      text: true,
      ...closed({ path: TEXT_OR_TEXTS, env_file: TEXT_OR_TEXTS, project_directory: TEXT }),
    },
  },
};

function named(shape: Shape): Shape {
  return { map: { keys: NO_KEYS, names: { pattern: NAME, shape }, extensions: false } };
}

/** The whole file: what Compose v2.40.3 takes at each place. */
export const COMPOSE: Shape = record({
  version: TEXT,
  name: TEXT,
  include: INCLUDE,
  services: named(SERVICE),
  models: named(MODEL),
  networks: named(NETWORK),
  volumes: named(VOLUME),
  secrets: named(SECRET),
  configs: named(CONFIG),
});
