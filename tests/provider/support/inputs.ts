import type { JsonMap } from "./client.ts";

export const PROJECT = "homelab:compose:Project";
export const LAYOUT = "homelab:node:Layout";

/** Good inputs of a project; each test breaks or changes one thing. A fresh object each time. */
export function projectInputs() {
  return {
    node: "VPS",
    site: "vps",
    service: "outline",
    project: "outline",
    document: {
      name: "outline",
      services: {
        outline: {
          command: null,
          entrypoint: null,
          image: "outlinewiki/outline:0.82.0",
          container_name: "outline",
          mem_limit: "536870912",
          environment: { URL: "https://wiki.example", SECRET_KEY: "${SECRET_KEY}", TOKEN: null },
          ports: [{ mode: "ingress", target: 3000, published: "3000", protocol: "tcp" }],
          restart: "unless-stopped",
        },
      },
      volumes: { data: { name: "outline_data", external: true } },
    },
    contract: { owner_node: "VPS", exposure: "public" },
    files: { "files/app.conf": { content: "port = 3000\n", mode: "0644" } },
  } satisfies JsonMap;
}

/** Good inputs of a layout. */
export function layoutInputs() {
  return {
    node: "CHELSTY-INFRA",
    site: "chelsty",
    root: "/srv/homelab",
    folders: { events: { owner: "root", group: "docker", mode: "0775" }, "actions/pending": {} },
    capabilities: { node: "CHELSTY-INFRA", memory: { total_mib: 4096 } },
  } satisfies JsonMap;
}
