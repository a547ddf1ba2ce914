/** What a command on a node came to. */
export interface CommandResult {
  /** The command's own exit code; 128 and more when a signal ended it. */
  readonly exitCode: number;
  readonly stdout: Buffer;
  /** As text for messages; bytes that are not UTF-8 become U+FFFD. */
  readonly stderr: string;
}

export interface RunOptions {
  /** What the command reads; without it its stdin is closed, so nothing ever waits for an answer. */
  readonly stdin?: string | Uint8Array;
  /** After this many milliseconds the command is given up. @default 60000 */
  readonly timeoutMs?: number;
  /** Gives up early, for instance because the engine cancels. */
  readonly signal?: AbortSignal;
}

/** A way to a node. Commands may run side by side. */
export interface NodeConnection {
  /** The node's name in the inventory. */
  readonly node: string;
  /** Where it is reached, for messages: `homelab@piha:22` or `/var/run/docker.sock`. */
  readonly address: string;
  /** The engine's socket when it can be opened from here; then the Engine API is quicker than the Docker CLI. */
  readonly socket?: string;
  /**
   * Runs a program on the node, without a shell: every argument arrives as it is. A program that ends with an exit code
   * other than zero is a result, not an error; 127 means that there is no such program.
   * @throws UnreachableError, HostKeyError, PermissionError when the node cannot be reached; LinkLostError when the
   * connection breaks while the command runs; CommandTimeoutError when it takes too long.
   */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Ends the connection. Commands still under way fail. */
  close(): Promise<void>;
}

/** How a node is reached, as the inventory says it (`connection` and `address` of `inventory/topology.yaml`). */
export type NodeAddress =
  | { readonly kind: "ssh"; readonly node: string; readonly host: string; readonly user: string; readonly port: number }
  | { readonly kind: "local"; readonly node: string; readonly socket: string };
