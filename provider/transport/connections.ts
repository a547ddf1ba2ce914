import type { NodeAddress, NodeConnection } from "./connection.ts";
import { LocalConnection } from "./local.ts";
import { SshConnection } from "./ssh.ts";
import type { SshOptions } from "./ssh.ts";
import { addressOf } from "./topology.ts";

/** A connection for an address. Nothing is contacted before its first command. */
export function connect(address: NodeAddress, options: SshOptions = {}): NodeConnection {
  return address.kind === "local" ? new LocalConnection(address) : new SshConnection(address, options);
}

/** One connection a node for as long as the provider runs. */
export class Connections {
  readonly #lookup: (node: string) => Promise<NodeAddress>;
  readonly #options: SshOptions;
  readonly #open = new Map<string, Promise<NodeConnection>>();

  /**
   * @param lookup where a node is reached, @default today's inventory
   * @param options for OpenSSH; the configuration file is taken from HOMELAB_SSH_CONFIG when that is set
   */
  constructor(lookup: (node: string) => Promise<NodeAddress> = (node) => addressOf(node), options: SshOptions = fromEnvironment()) {
    this.#lookup = lookup;
    this.#options = options;
  }

  /** The connection to a node. Throws when the inventory does not know the node; the node itself is not contacted. */
  to(node: string): Promise<NodeConnection> {
    let connection = this.#open.get(node);
    if (connection === undefined) {
      connection = this.#lookup(node).then((address) => connect(address, this.#options));
      connection.catch(() => this.#open.delete(node));
      this.#open.set(node, connection);
    }
    return connection;
  }

  /** Closes all of them. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(open.map(async (connection) => (await connection).close()));
  }
}

function fromEnvironment(): SshOptions {
  const config = process.env["HOMELAB_SSH_CONFIG"];
  return config === undefined || config === "" ? {} : { config };
}
