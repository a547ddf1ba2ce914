import type { Problem } from "../../compose/problem.ts";
import type { z } from "zod";
import type { PropertyMap } from "../rpc/property-value.ts";

/** What the provider knows about one type of resource. */
export interface ResourceType {
  /** `homelab:compose:Project`. */
  readonly token: string;
  readonly description: string;
  readonly inputs: z.ZodObject;
  /** The inputs that make up its identity: when one changes, it is another resource. */
  readonly identity: ReadonlySet<string>;
  /** Whether the old one must be gone before its replacement may exist. */
  readonly deleteBeforeReplace: boolean;
  /** What the resource is called in the state and in `pulumi import`; made from its identity. */
  idOf(inputs: PropertyMap): string;
  /** Why one may not be replaced by the other; an identity that changed is not enough reason to lose data. */
  replaceProblems?(olds: PropertyMap, news: PropertyMap): Problem[];
  /** Why a change may not be made at all, compared with what the last `up` left. */
  changeProblems?(olds: PropertyMap, news: PropertyMap): Problem[];
  /**
   * Inputs that an older version of this program did not record, as paths (`topology.address`): that one is there now is no change
   * of the resource. From then on it is an input like any other.
   */
  readonly recordedLater?: ReadonlySet<string>;
  /** What the schema cannot say. Gets inputs that may be unknown, secret or of the wrong type, and must bear all of it. */
  rules(inputs: PropertyMap): Problem[];
  /** Fills in what follows from other inputs, beyond the defaults of the schema. */
  derive?(inputs: PropertyMap): PropertyMap;
}
