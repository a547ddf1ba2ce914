import type { ContainerInspect } from "../../provider/docker/engine.ts";
import type { NodeSnapshot } from "../../provider/docker/index.ts";

/** A snapshot of a node with one container of the project `shop`, made by Compose; parts of it may be replaced. */
export function snapshotOf(parts: Partial<NodeSnapshot> & { readonly containers?: readonly ContainerInspect[] } = {}): NodeSnapshot {
  const { containers = [container()], ...others } = parts;
  return {
    node: "TEST",
    root: "/opt/homelab",
    engine: {
      containers,
      images: [{ Id: "sha256:aa", RepoTags: ["stand-in:1"], Config: { Env: ["PATH=/bin"], Cmd: ["sleep", "1"] } }],
      networks: [],
      volumes: [],
      info: { LoggingDriver: "json-file" },
    },
    entries: new Map(),
    envFiles: new Map([["shop", "TOKEN=s3cr3t-v4lue\n"]]),
    records: new Map(),
    normalForms: new Map(),
    clockSkewSeconds: 0,
    account: "root",
    ...others,
  };
}

/** A running container of the service `web`; `host` and `config` replace single settings. */
export function container(host: ContainerInspect["HostConfig"] = {}, config: ContainerInspect["Config"] = {}): ContainerInspect {
  return {
    Id: "0123456789abcdef",
    Name: "/web",
    Image: "sha256:aa",
    State: { Status: "running", Running: true },
    Config: {
      Image: "stand-in:1",
      Hostname: "0123456789ab",
      Env: ["PATH=/bin", "TOKEN=s3cr3t-v4lue"],
      Cmd: ["sleep", "1"],
      Labels: { "com.docker.compose.project": "shop", "com.docker.compose.service": "web", "com.docker.compose.oneoff": "False" },
      ...config,
    },
    HostConfig: { Memory: 67108864, MemorySwap: -1, NetworkMode: "shop_default", LogConfig: { Type: "json-file", Config: {} }, ...host },
    NetworkSettings: { Networks: { shop_default: { Aliases: ["web", "0123456789ab"] } } },
  };
}

/** The inputs that such a node fits. */
export function shopInputs() {
  return {
    node: "TEST",
    project: "shop",
    service: "shop",
    document: {
      services: { web: { image: "stand-in:1", container_name: "web", mem_limit: "67108864", environment: { TOKEN: "${TOKEN}" } } },
    },
    status: { web: "running" },
  };
}
