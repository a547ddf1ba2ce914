export type { CommandResult, NodeAddress, NodeConnection, RunOptions } from "./connection.ts";
export { connect, Connections } from "./connections.ts";
export {
  CommandError,
  CommandTimeoutError,
  EngineError,
  HostKeyError,
  LinkLostError,
  PermissionError,
  TransportError,
  UnreachableError,
} from "./errors.ts";
export { shellCommand } from "./quote.ts";
export { addressOf, checkoutRoot } from "./topology.ts";
