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
}

/** The examples of each policy, by its name; the first one stands in `docs/policies.md`. */
export type Examples = Readonly<Record<string, readonly Example[]>>;
