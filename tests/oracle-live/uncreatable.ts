/**
 * Attributes, and with them everything below, that no container of this machine can show, each with the reason. All others
 * are in the table.
 */
export const UNCREATABLE: Readonly<Record<string, string>> = {
  version: "says nothing to any Compose that is still in use",
  name: "is the project's name, which the program gives",
  include: "is resolved before anything is made; held by the oracle of the resolver",
  "services.*.extends": "is resolved before anything is made; held by the oracle of the resolver",
  "services.*.develop": "is for `docker compose watch`",
  "services.*.build": "makes an image, not a container; images are built elsewhere",
  "services.*.cpu_rt_period": "kernel: no real-time scheduler for groups",
  "services.*.cpu_rt_runtime": "kernel: no real-time scheduler for groups",
  "services.*.credential_spec": "Windows",
  "services.*.provider": "runs a program of the node instead of a container",
  "services.*.models": "needs Docker's model runner",
  models: "needs Docker's model runner",
  "services.*.pull_refresh_after": "Compose reads it and then drops it, so it is refused here",
  "networks.*.ipam.options": "Compose reads it and then drops it, so it is refused here",
  "secrets.*.external": "swarm: only there does the engine keep secrets",
  "secrets.*.driver": "swarm",
  "secrets.*.driver_opts": "swarm",
  "secrets.*.template_driver": "swarm",
  "configs.*.external": "swarm: only there does the engine keep configs",
  "configs.*.template_driver": "swarm",
};

/** Why an attribute is not in the table; undefined for one that has to be. */
export function reasonAgainst(attribute: string): string | undefined {
  const key = Object.keys(UNCREATABLE).find((prefix) => attribute === prefix || attribute.startsWith(`${prefix}.`));
  return key === undefined ? undefined : UNCREATABLE[key];
}
