import { each, freeSince, notUsed, type Table } from "../attribute.ts";

const merged = "it is merged before anything is judged, and what it brings is judged like the rest";
const models = notUsed(
  "the engine would fetch a model from any registry and run it beside the containers",
  "run a model server as a service",
);

/** The document itself, and what it holds besides services, networks and files. */
export const topAttributes: Table = {
  version: freeSince("Compose ignores it"),
  name: freeSince("the project is named on the command line"),
  include: notUsed(merged, "resolve the document first"),
  ...each("include[]", ["path", "env_file", "project_directory"], notUsed(merged, "resolve the document first")),
  services: freeSince("its attributes are below"),
  models,
  ...each("models.*", ["name", "model", "context_size", "runtime_flags"], models),
  networks: freeSince("its attributes are below"),
  volumes: freeSince("its attributes are below"),
  secrets: freeSince("its attributes are below"),
  configs: freeSince("its attributes are below"),
  "x-*": freeSince("Compose ignores it, at every level"),
};
