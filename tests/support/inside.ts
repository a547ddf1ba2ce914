import type { NodeConnection } from "../../provider/transport/index.ts";
import { runProcess } from "../../provider/transport/process.ts";
import type { Dockerd } from "./dockerd.ts";

/** A connection that runs its commands inside a test's node, where `/opt/homelab` is that node's own. */
export function inside(node: Dockerd, name = "TEST"): NodeConnection {
  return {
    node: name,
    address: node.socket,
    socket: node.socket,
    run: async (argv, options) => runProcess(await node.inside(argv), options),
    close: () => Promise.resolve(),
  };
}
