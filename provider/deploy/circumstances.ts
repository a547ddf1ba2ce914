import type { DeclaredProject, EnforcedProject, NodeSnapshot } from "../docker/index.ts";
import type { Json } from "../docker/json.ts";
import type { Generation } from "./generation.ts";
import type { Orders } from "./orders.ts";

/** Everything the checks before a deployment look at. */
export interface Circumstances {
  readonly declared: DeclaredProject;
  readonly contract: Json;
  readonly snapshot: NodeSnapshot;
  readonly enforced: EnforcedProject;
  readonly orders: Orders;
  readonly generation: Generation | undefined;
  /** The size of what is placed, in bytes. */
  readonly payload: number;
  /** Programs of which the node needs one. */
  readonly tools: readonly string[];
}
