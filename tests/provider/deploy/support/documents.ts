import { NODE } from "./node-site.ts";
import type { Declaration } from "./node-site.ts";

/** An image that sleeps and ends at once when it is told to. */
export const IMAGE = "demo:1";

/** A service that sleeps; `parts` add to it or replace. */
export function sleeper(name: string, parts: object = {}): object {
  return {
    container_name: name,
    image: IMAGE,
    command: ["sleep", "100000"],
    init: true,
    restart: "unless-stopped",
    mem_limit: "33554432",
    stop_grace_period: "1s",
    networks: { default: null },
    ...parts,
  };
}

export interface ProjectParts {
  readonly services: Readonly<Record<string, object>>;
  readonly volumes?: object;
  /** Beside the default one. */
  readonly networks?: object;
  readonly files?: object;
  readonly contract?: object;
}

/** A project of a name, its contract asking for running containers within 15 s. */
export function project(name: string, { services, volumes, networks, files, contract }: ProjectParts, options?: object): Declaration {
  const document = {
    services,
    networks: { default: { name: `${name}_default` }, ...networks },
    ...(volumes === undefined ? {} : { volumes }),
  };
  return {
    type: "project",
    args: {
      node: NODE,
      site: "vps",
      service: name,
      project: name,
      document,
      contract: {
        name,
        healthcheck: { type: "container", services: [], interval: "1s", timeout: "2s", deadline: "15s" },
        persistence: { paths: [] },
        ...contract,
      },
      ...(files === undefined ? {} : { files }),
    },
    ...(options === undefined ? {} : { options }),
  };
}

/** The folder tree of the node. */
export const layout: Declaration = {
  type: "layout",
  args: { node: NODE, site: "vps", folders: { state: {}, events: {}, services: {}, config: { mode: "0700" } }, capabilities: {} },
};
