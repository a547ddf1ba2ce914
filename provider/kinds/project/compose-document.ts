import { any, choice, flag, list, map, object, optional, required, text, wholeNumber } from "../../shape/shape.ts";
import type { ChoiceShape, ObjectShape, Shape, TextShape } from "../../shape/shape.ts";

const words = text("text");
const variable = String.raw`.*\$\{?[A-Za-z_].*`;
const size = String.raw`\d+(\.\d+)?\s*([bkmgt]|[kmgt]i?b)?`;
const sizeText = text("a size such as 256m, 1gb or a number of bytes", new RegExp(`^(${size}|${variable})$`, "i"));
const swapText = text("a size such as 512m, or -1 for no bound", new RegExp(`^(-1|${size}|${variable})$`, "i"));
const bytes = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const bytesOrNoBound = wholeNumber(-1, Number.MAX_SAFE_INTEGER);
const commandLine = choice(words, list(words));
const entry = choice(words, map(any), wholeNumber(1, 65535));

/** A typed value, or the text with variables that will become one on the node. */
function symbolic(shape: Shape): ChoiceShape {
  return choice(shape, text("text with a variable such as ${NAME:-default}", new RegExp(`^${variable}$`)));
}

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
    oom_score_adj: optional("How willingly the kernel kills it.", symbolic(wholeNumber(-1000, 1000))),
    privileged: optional("Whether it has every capability.", symbolic(flag)),
    read_only: optional("Whether its root file system is read-only.", symbolic(flag)),
    init: optional("Whether an init process runs in it.", symbolic(flag)),
    restart: optional(
      "When it is started again.",
      text(
        "no, always, unless-stopped, on-failure or on-failure:<times>",
        new RegExp(`^(no|always|unless-stopped|on-failure(:\\d+)?|${variable})$`),
      ),
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
    models: optional("The models by name.", map(any)),
  },
  /^x-/,
);
