import { mkdir, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";

import { enforcedProject, takeSnapshot } from "../../provider/docker/index.ts";
import type { DeclaredProject, EnforcedProject } from "../../provider/docker/index.ts";
import type { JsonMap } from "../../provider/docker/json.ts";
import { connect } from "../../provider/transport/index.ts";
import { formatPath } from "../../provider/rpc/property-path.ts";
import { resolveCompose } from "../../compose/index.ts";
import { compose } from "./compose-engines.ts";
import type { ComposeGeneration } from "./compose-engines.ts";
import type { Dockerd } from "./dockerd.ts";

/** A Compose project on a node of a test: its files lie where the layout says, and it is compared as a resource is. */
export class LiveProject {
  readonly node: Dockerd;
  readonly name: string;
  readonly directory: string;
  readonly envFile: string;
  declared: DeclaredProject;
  /** The project directory as Compose is told it: inside the node it has another path than outside. */
  #seen = "";

  constructor(node: Dockerd, name: string) {
    this.node = node;
    this.name = name;
    this.directory = join(node.layout, "services", name);
    this.envFile = join(node.layout, "config", name, ".env");
    this.declared = { project: name, service: name, document: {} };
  }

  /** Writes the document, the env file and the placed files; `directory` is what relative paths start from. */
  async place(text: string, env: string, files: Readonly<Record<string, string>> = {}, directory = this.directory): Promise<void> {
    this.#seen = directory;
    await mkdir(this.directory, { recursive: true });
    await mkdir(join(this.node.layout, "config", this.name), { recursive: true });
    await mkdir(join(this.node.layout, "state", "deploy"), { recursive: true });
    await writeFile(join(this.directory, "docker-compose.yml"), text);
    await writeFile(this.envFile, env, { mode: 0o600 });
    for (const [file, content] of Object.entries(files)) {
      await mkdir(join(this.directory, file, ".."), { recursive: true });
      await writeFile(join(this.directory, file), content, { mode: 0o644 });
    }
    const result = resolveCompose({
      sources: [{ file: "docker-compose.yml", text }],
      projectName: this.name,
      workingDirectory: directory,
      interpolate: false,
    });
    if (result.resolved === undefined) throw new Error(JSON.stringify(result));
    const document = JSON.parse(JSON.stringify(result.resolved.document)) as JsonMap;
    const placed = Object.fromEntries(Object.entries(files).map(([file, content]) => [file, { content, mode: "0644" }]));
    this.declared = { ...this.declared, document, files: placed };
  }

  compose(generation: ComposeGeneration, ...args: readonly string[]): Promise<void> {
    return compose(
      {
        generation,
        socket: this.node.socket,
        project: this.name,
        directory: this.#seen,
        file: join(this.directory, "docker-compose.yml"),
        envFile: this.envFile,
        current: this.node.engine === "current",
      },
      ...args,
    );
  }

  async read(): Promise<EnforcedProject> {
    const connection = connect({ kind: "local", node: "TEST", socket: this.node.socket });
    return enforcedProject(this.declared, await takeSnapshot(connection, { root: this.node.layout }));
  }

  /** What differs, by path as a preview shows it. */
  async drift(): Promise<Record<string, unknown>> {
    const { differences } = await this.read();
    return Object.fromEntries(differences.map(({ path, enforced }) => [formatPath(path), enforced === undefined ? "(gone)" : enforced]));
  }
}

/** A container's settings as the engine's API takes them to make it anew. */
export interface Blueprint {
  readonly name: string;
  readonly running: boolean;
  readonly body: {
    [key: string]: unknown;
    HostConfig: Record<string, unknown>;
    Labels: Record<string, string>;
    Env: string[];
    NetworkingConfig: { EndpointsConfig: Record<string, { Aliases?: string[] }> };
  };
}

/** Reads how a container was made, so that it can be made anew with one thing changed. */
export async function blueprintOf(node: Dockerd, name: string): Promise<Blueprint> {
  const inspected = (await engineCall(node, "GET", `/containers/${name}/json`)) as {
    Id: string;
    Config: Record<string, unknown> & { Labels: Record<string, string>; Env: string[] };
    HostConfig: Record<string, unknown>;
    NetworkSettings: { Networks: Record<string, { Aliases: string[] | null }> };
  };
  const endpoints = Object.entries(inspected.NetworkSettings.Networks).map(([network, { Aliases }]) => [
    network,
    { Aliases: (Aliases ?? []).filter((alias) => !inspected.Id.startsWith(alias)) },
  ]);
  return {
    name,
    running: true,
    body: {
      ...inspected.Config,
      // The engine's own choice; kept, it would look like one of somebody's.
      Hostname: "",
      Labels: inspected.Config.Labels,
      Env: inspected.Config.Env,
      HostConfig: inspected.HostConfig,
      NetworkingConfig: { EndpointsConfig: Object.fromEntries(endpoints) as Record<string, { Aliases?: string[] }> },
    },
  };
}

/** Removes whatever has the name and makes the container anew, as somebody with the CLI would. */
export async function build(node: Dockerd, { name, body }: Blueprint): Promise<void> {
  await node.tryDocker("rm", "--force", name);
  // This engine attaches to one network at creation.
  const [first, ...others] = Object.entries(body.NetworkingConfig.EndpointsConfig);
  const networking = first === undefined ? {} : { NetworkingConfig: { EndpointsConfig: { [first[0]]: first[1] } } };
  await engineCall(node, "POST", `/containers/create?name=${name}`, { ...body, ...networking });
  for (const [network, { Aliases = [] }] of others) {
    await node.docker("network", "connect", ...Aliases.flatMap((alias) => ["--alias", alias]), network, name);
  }
  await node.docker("start", name);
}

function engineCall(node: Dockerd, method: string, path: string, body?: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request(
      { socketPath: node.socket, method, path, headers: { Host: "docker", "Content-Type": "application/json" } },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
        response.on("end", () => {
          if ((response.statusCode ?? 500) >= 300) reject(new Error(`${method} ${path}: ${text}`));
          else resolve(text === "" ? undefined : JSON.parse(text));
        });
      },
    );
    call.on("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
