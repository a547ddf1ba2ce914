import type { Table } from "../attribute.ts";
import { fileAttributes } from "./files.ts";
import { mountAttributes } from "./mounts.ts";
import { namespaceAttributes } from "./namespaces.ts";
import { networkAttributes } from "./networks.ts";
import { notUsedAttributes } from "./not-used.ts";
import { plainAttributes } from "./plain.ts";
import { powerAttributes } from "./powers.ts";
import { topAttributes } from "./top.ts";

/** The parts of the table; no attribute stands in two of them. */
export const parts: readonly Table[] = [
  topAttributes,
  plainAttributes,
  namespaceAttributes,
  powerAttributes,
  mountAttributes,
  notUsedAttributes,
  networkAttributes,
  fileAttributes,
];

/**
 * Every attribute of the Compose Specification, each once: what it may say without asking, what a privilege of the contract has
 * to allow, and what nothing here uses. What it does not list is refused.
 */
export const attributes: Table = Object.assign({}, ...parts) as Table;
