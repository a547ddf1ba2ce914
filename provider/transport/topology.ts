import { readFile, stat } from "node:fs/promises";
import path from "node:path";

import type { NodeAddress } from "./connection.ts";

/** The checkout that this provider belongs to. */
export const checkoutRoot = path.resolve(import.meta.dirname, "../..");

/**
 * Where a node is reached according to today's `inventory/topology.yaml`, whatever the state says. Only this file is read
 * and only what is needed of it is looked at: the model has checked the whole of it.
 * @param root the checkout, @default the one this provider belongs to
 * @throws Error when the file cannot be read, the node is not in it, or its connection makes no sense
 */
export async function addressOf(node: string, root: string = checkoutRoot): Promise<NodeAddress> {
  const nodes = await topologyNodes(root);
  const entry = fieldsOf(Object.hasOwn(nodes, node) ? nodes[node] : undefined);
  if (entry === undefined) {
    throw new Error(
      `${node} is not in inventory/topology.yaml; allowed: ${Object.keys(nodes).join(", ")}; fix: add the node or remove what runs on it`,
    );
  }
  const connection = fieldsOf(entry["connection"]) ?? {};
  const { kind, user, port = 22, socket = "/var/run/docker.sock" } = connection;
  const host = entry["address"];
  if (kind === "local" && typeof socket === "string") return { kind, node, socket };
  if (kind === "ssh" && typeof user === "string" && typeof host === "string" && typeof port === "number") {
    return { kind, node, host, user, port };
  }
  throw new Error(`inventory/topology.yaml nodes.${node}.connection: is neither { kind: ssh, user } with an address nor { kind: local }`);
}

/**
 * What `inventory/topology.yaml` says of each node, unchecked, in its order.
 * @param root the checkout
 * @throws Error when the file cannot be read
 */
export async function topologyNodes(root: string): Promise<Fields> {
  const file = path.join(root, "inventory", "topology.yaml");
  const { mtimeMs, size } = await stat(file);
  const stamp = `${mtimeMs} ${size}`;
  if (cached?.file !== file || cached.stamp !== stamp) cached = { file, stamp, nodes: readNodes(file) };
  return cached.nodes;
}

let cached: { readonly file: string; readonly stamp: string; readonly nodes: Promise<Fields> } | undefined;

export type Fields = Readonly<Record<string, unknown>>;

async function readNodes(file: string): Promise<Fields> {
  // Loaded here, since a preview without refresh asks no node.
  const [text, { parse }] = await Promise.all([readFile(file, "utf8"), import("yaml")]);
  return fieldsOf(fieldsOf(parse(text))?.["nodes"]) ?? {};
}

/** An object's fields; undefined for everything else. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}
