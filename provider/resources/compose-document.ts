import { any, choice, flag, list, map, object, optional, required, text, wholeNumber } from "../shape/shape.ts";
import type { ObjectShape, TextShape } from "../shape/shape.ts";

const words = text("text");
const sizeText = text("a size such as 256m, 1gb or a number of bytes", /^\d+(\.\d+)?\s*([bkmgt]|[kmgt]i?b)?$/i);
const swapText = text("a size such as 512m, or -1 for no bound", /^(-1|\d+(\.\d+)?\s*([bkmgt]|[kmgt]i?b)?)$/i);
const bytes = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const bytesOrNoBound = wholeNumber(-1, Number.MAX_SAFE_INTEGER);
const commandLine = choice(words, list(words));
const entry = choice(words, map(any), wholeNumber(1, 65535));

export const serviceKey: TextShape = text(
  "letters, digits, dots, underscores and hyphens, the first a letter or digit",
  /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/,
);

/**
 * The attributes whose type matters to what is previewed, counted against a budget and compared on a node. The Compose
 * model has checked all of them before the document gets here; this catches a document that did not come from it.
 */
const service = object(
  {
    image: optional("The image with its tag.", words),
    container_name: optional("The name of the container.", serviceKey),
    command: optional("What runs in the container.", commandLine),
    entrypoint: optional("What starts the command.", commandLine),
    mem_limit: optional("The most memory it may use, in bytes or with a unit.", choice(sizeText, bytes)),
    mem_reservation: optional("The memory it is promised, in bytes or with a unit.", choice(sizeText, bytes)),
    memswap_limit: optional("Memory and swap together, in bytes or with a unit.", choice(swapText, bytesOrNoBound)),
    oom_score_adj: optional("How willingly the kernel kills it.", wholeNumber(-1000, 1000)),
    privileged: optional("Whether it has every capability.", flag),
    read_only: optional("Whether its root file system is read-only.", flag),
    init: optional("Whether an init process runs in it.", flag),
    restart: optional(
      "When it is started again.",
      text("no, always, unless-stopped, on-failure or on-failure:<times>", /^(no|always|unless-stopped|on-failure(:\d+)?)$/),
    ),
    ports: optional("The ports it publishes.", list(entry)),
    volumes: optional("What is mounted in it.", list(entry)),
    healthcheck: optional("How its health is found out.", map(any)),
    deploy: optional("Resources in the notation of Swarm.", map(any)),
  },
  /^/,
);

/** The resolved document of a Compose project. */
export const composeDocument: ObjectShape = object(
  {
    name: optional("The name of the Compose project.", words),
    services: required("The services by name.", map(service, { keys: serviceKey, filled: true })),
    networks: optional("The networks by name.", map(any)),
    volumes: optional("The volumes by name.", map(any)),
    configs: optional("The configs by name.", map(any)),
    secrets: optional("The secrets by name.", map(any)),
  },
  /^x-/,
);
