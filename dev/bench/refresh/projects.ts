import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import pLimit from "p-limit";
import { composeProgram } from "../../../tests/support/compose-engines.ts";
import type { Dockerd } from "../../../tests/support/dockerd.ts";

/** The image that every container sleeps in. */
export const IMAGE = "bench:1";
/** The node in the inventory of the bench. */
export const NODE = "EDGE";
/** What every container is allowed, in bytes. */
export const MEMORY = 32 * 1024 * 1024;

/** The name of a project; all are of one length, so that one can be made of another by replacing it. */
export function projectName(index: number): string {
  return `bench-${String(index).padStart(3, "0")}`;
}

/** The subnet of a project's network; the engine's own pools end after thirty. */
export function subnet(index: number): string {
  return `10.77.${String(index + 100)}.0/24`;
}

/** Two sleeping containers with a memory limit, in a network of their own. */
export function documentOf(index: number): { readonly services: object; readonly networks: object } {
  const name = projectName(index);
  const sleeper = (service: string): object => ({
    container_name: service,
    image: IMAGE,
    command: ["sleep", "100000"],
    init: true,
    restart: "unless-stopped",
    mem_limit: String(MEMORY),
    stop_grace_period: "1s",
    environment: { LEVEL: "info", ROLE: service },
    labels: { "homelab.owner": "bench" },
    networks: { default: null },
  });
  return {
    services: { [name]: sleeper(name), [`${name}-db`]: sleeper(`${name}-db`) },
    networks: { default: { name: `${name}_default`, ipam: { config: [{ subnet: subnet(index) }] } } },
  };
}

/** What the program declares for `count` projects and the node's folders, by resource name. */
export function declarations(count: number): Record<string, object> {
  const layout = { node: NODE, site: "vps", folders: { state: {}, events: {}, services: {}, config: { mode: "0700" } }, capabilities: {} };
  const projects = Array.from({ length: count }, (_, index) => {
    const name = projectName(index);
    const healthcheck = { type: "container", services: [], interval: "1s", timeout: "2s", deadline: "30s" };
    const contract = { name, healthcheck, persistence: { paths: [] } };
    const args = { node: NODE, site: "vps", service: name, project: name, document: documentOf(index), contract };
    return [name, { type: "project", args }] as const;
  });
  return { layout: { type: "layout", args: layout }, ...Object.fromEntries(projects) };
}

/** The same projects as a person with Docker Compose has them: a file each, and Compose 2 to start or to try them. */
export class ComposeProjects {
  readonly #node: Dockerd;
  readonly #program: string;

  private constructor(node: Dockerd, program: string) {
    this.#node = node;
    this.#program = program;
  }

  static async on(node: Dockerd): Promise<ComposeProjects> {
    return new ComposeProjects(node, await composeProgram("v2"));
  }

  /** Starts the projects with these numbers, four at a time. */
  async start(from: number, to: number, progress: (text: string) => void): Promise<void> {
    const limit = pLimit(4);
    let done = 0;
    const numbers = Array.from({ length: to - from }, (_, offset) => from + offset);
    await Promise.all(
      numbers.map((index) =>
        limit(async () => {
          await mkdir(this.#folder(index), { recursive: true });
          await writeFile(path.join(this.#folder(index), "compose.yaml"), JSON.stringify(documentOf(index)));
          await this.#up(index);
          progress(`starting projects: ${++done} of ${numbers.length}`);
        }),
      ),
    );
  }

  /** `docker compose up --dry-run` of one project after the other. */
  async dryRun(count: number): Promise<void> {
    for (let index = 0; index < count; index++) await this.#up(index, "--dry-run");
  }

  async #up(index: number, ...flags: readonly string[]): Promise<void> {
    const file = path.join(this.#folder(index), "compose.yaml");
    await execa(this.#program, ["--project-name", projectName(index), "--file", file, ...flags, "up", "--detach"], {
      env: { DOCKER_HOST: `unix://${this.#node.socket}`, DOCKER_API_VERSION: "1.41" },
      stdin: "ignore",
    });
  }

  #folder(index: number): string {
    return path.join(this.#node.folder, "compose", projectName(index));
  }
}
