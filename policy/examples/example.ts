import type { Fleet } from "./fleet.ts";

/** One way to break one rule, in an otherwise good house. */
export interface Example {
  /** What somebody did, as a clause that goes on from "when" (`outline has no limit`). */
  readonly when: string;
  readonly change: (fleet: Fleet) => void;
  /** What the message has to hold. */
  readonly says: string;
  /** The options of the policy. @default those of nobody */
  readonly config?: object;
  /** Other policies that this mistake breaks too. @default none */
  readonly also?: readonly string[];
}
