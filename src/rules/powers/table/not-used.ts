import { each, notUsed, type Table } from "../attribute.ts";

const build = notUsed(
  "a node builds no images: a build runs with more rights than the container, from any context",
  "build the image elsewhere, push it, and name it with its digest",
);
const develop = notUsed("only docker compose watch reads it, and nobody runs that on a node", "remove it");
const provider = notUsed("it makes Compose run a program of the node", "run a container");
const extend = notUsed("it is merged before anything is judged, and what it brings is judged like the rest", "resolve the document first");
const windows = notUsed("it is for Windows, and no node runs that", "remove it");
const models = notUsed(
  "the engine would fetch a model from any registry and run it beside the containers",
  "run a model server as a service",
);

const buildNames = [
  "context",
  "dockerfile",
  "dockerfile_inline",
  "entitlements",
  "args",
  "ssh",
  "labels",
  "cache_from",
  "cache_to",
  "no_cache",
  "additional_contexts",
  "network",
  "provenance",
  "sbom",
  "pull",
  "target",
  "shm_size",
  "extra_hosts",
  "isolation",
  "privileged",
  "secrets",
  "tags",
  "ulimits",
  "platforms",
];

/** Attributes of a service that nothing here needs. */
export const notUsedAttributes: Table = {
  "services.*.annotations": notUsed("it steers the runtime below the engine, which no rule reads", "use labels"),
  "services.*.build": build,
  ...each("services.*.build", buildNames, build),
  ...each("services.*.build.secrets[]", ["source", "target", "uid", "gid", "mode"], build),
  ...each("services.*.build.ulimits.*", ["hard", "soft"], build),
  "services.*.credential_spec": windows,
  ...each("services.*.credential_spec", ["config", "file", "registry"], windows),
  "services.*.develop": develop,
  "services.*.develop.watch": develop,
  ...each("services.*.develop.watch[]", ["ignore", "include", "path", "action", "target", "exec", "initial_sync"], develop),
  ...each("services.*.develop.watch[].exec", ["command", "user", "privileged", "working_dir", "environment"], develop),
  "services.*.extends": extend,
  ...each("services.*.extends", ["service", "file"], extend),
  "services.*.external_links": notUsed(
    "a link to a container of another project shows its environment, secrets included",
    "share a network and use the container's name",
  ),
  "services.*.isolation": windows,
  "services.*.models": models,
  ...each("services.*.models.*", ["endpoint_var", "model_var"], models),
  "services.*.provider": provider,
  ...each("services.*.provider", ["type", "options"], provider),
  "services.*.volumes_from": notUsed(
    "it takes every mount of another container, whatever a contract allows that one",
    "write the mounts that it needs",
  ),
};
