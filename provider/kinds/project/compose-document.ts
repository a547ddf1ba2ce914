import { z } from "zod";
import { extensible, jsonMap, text, wholeNumber } from "../../inputs/types.ts";

const words = text();
const variable = String.raw`.*\$\{?[A-Za-z_].*`;
const size = String.raw`\d+(\.\d+)?\s*([bkmgt]|[kmgt]i?b)?`;
const sizeText = text("a size such as 256m, 1gb or a number of bytes", new RegExp(`^(${size}|${variable})$`, "i"));
const swapText = text("a size such as 512m, or -1 for no bound", new RegExp(`^(-1|${size}|${variable})$`, "i"));
const bytes = wholeNumber(0, Number.MAX_SAFE_INTEGER);
const bytesOrNoBound = wholeNumber(-1, Number.MAX_SAFE_INTEGER);
const commandLine = z.union([words, z.array(words)]);
const entry = z.union([words, jsonMap, wholeNumber(1, 65535)]);

/** A typed value, or the text with variables that will become one on the node. */
function symbolic(type: z.ZodType) {
  return z.union([type, text("text with a variable such as ${NAME:-default}", new RegExp(`^${variable}$`))]);
}

const serviceKey = text("letters, digits, dots, underscores and hyphens, the first a letter or digit", /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/);

/**
 * The attributes whose type matters to what is previewed, counted against a budget and compared on a node. The Compose
 * model has checked all of them before the document gets here; this catches a document that did not come from it.
 */
const service = z.looseObject({
  image: words.nullish().describe("The image with its tag."),
  container_name: serviceKey.nullish().describe("The name of the container."),
  command: commandLine.nullish().describe("What runs in the container."),
  entrypoint: commandLine.nullish().describe("What starts the command."),
  mem_limit: z.union([sizeText, bytes]).nullish().describe("The most memory it may use, in bytes or with a unit."),
  mem_reservation: z.union([sizeText, bytes]).nullish().describe("The memory it is promised, in bytes or with a unit."),
  memswap_limit: z.union([swapText, bytesOrNoBound]).nullish().describe("Memory and swap together, in bytes or with a unit."),
  oom_score_adj: symbolic(wholeNumber(-1000, 1000)).nullish().describe("How willingly the kernel kills it."),
  privileged: symbolic(z.boolean()).nullish().describe("Whether it has every capability."),
  read_only: symbolic(z.boolean()).nullish().describe("Whether its root file system is read-only."),
  init: symbolic(z.boolean()).nullish().describe("Whether an init process runs in it."),
  restart: text(
    "no, always, unless-stopped, on-failure or on-failure:<times>",
    new RegExp(`^(no|always|unless-stopped|on-failure(:\\d+)?|${variable})$`),
  )
    .nullish()
    .describe("When it is started again."),
  ports: z.array(entry).nullish().describe("The ports it publishes."),
  volumes: z.array(entry).nullish().describe("What is mounted in it."),
  healthcheck: jsonMap.nullish().describe("How its health is found out."),
  deploy: jsonMap.nullish().describe("Resources in the notation of Swarm."),
});

/** The resolved document of a Compose project. */
export const composeDocument = extensible(
  {
    name: words.nullish().describe("The name of the Compose project."),
    services: z
      .record(serviceKey, service)
      .refine((services) => Object.keys(services).length > 0, { error: "at least one entry" })
      .describe("The services by name."),
    networks: jsonMap.nullish().describe("The networks by name."),
    volumes: jsonMap.nullish().describe("The volumes by name."),
    configs: jsonMap.nullish().describe("The configs by name."),
    secrets: jsonMap.nullish().describe("The secrets by name."),
    models: jsonMap.nullish().describe("The models by name."),
  },
  /^x-/,
);
