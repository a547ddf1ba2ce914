import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

import { runProcess } from "./process.ts";
import { fieldsOf, topologyNodes } from "./topology.ts";

/** What of OpenSSH's effective configuration decides where a connection goes and who is on its other end. */
const DECIDING: ReadonlySet<string> = new Set([
  ...["hostname", "user", "port", "addressfamily", "bindaddress", "bindinterface", "proxyjump", "proxycommand"],
  ...["identityfile", "certificatefile", "identitiesonly", "identityagent", "pubkeyauthentication", "preferredauthentications"],
  ...["userknownhostsfile", "globalknownhostsfile", "stricthostkeychecking", "hostkeyalias", "hostkeyalgorithms", "casignaturealgorithms"],
]);

/** Of the checkout, where the Docker plugin looks for it: plugins start in the checkout's folder. */
const FILE = path.join(".homelab", "ssh", "config");

/**
 * Writes the configuration with which a plugin's own `ssh` takes the same connection as this program: under a name that never
 * changes (`chelsty-ha.node`) the address, account, keys and host key that today's topology and the person's own configuration
 * (or HOMELAB_SSH_CONFIG) come to. A node that OpenSSH can make nothing of is left out; its plugin then says so.
 * @param root the checkout
 */
export async function writeSshConfig(root: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const own = env["HOMELAB_SSH_CONFIG"] ?? "";
  const blocks = await Promise.all(
    Object.entries(await topologyNodes(root)).map(([node, entry]) => block(node, entry, own === "" ? [] : ["-F", own])),
  );
  const file = path.join(root, FILE);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, `# Written before every run from inventory/topology.yaml and your own configuration of ssh.\n${blocks.join("")}`, {
    mode: 0o600,
  });
  renameSync(beside, file);
}

async function block(node: string, entry: unknown, config: readonly string[]): Promise<string> {
  const { address, connection } = fieldsOf(entry) ?? {};
  const { kind, user, port = 22 } = fieldsOf(connection) ?? {};
  if (kind !== "ssh" || typeof address !== "string" || typeof user !== "string" || typeof port !== "number") return "";
  const asked = await runProcess(["ssh", ...config, "-G", "-l", user, "-p", String(port), "--", address], { timeoutMs: 5_000 }).catch(
    () => undefined,
  );
  if (asked?.exitCode !== 0) return "";
  const lines = asked.stdout
    .toString("utf8")
    .split("\n")
    .filter((line) => DECIDING.has(line.split(" ", 1)[0]?.toLowerCase() ?? ""))
    // As in the connection of this program: nobody's host key is taken unseen.
    .map((line) => (/^stricthostkeychecking (no|off|false)$/i.test(line) ? "stricthostkeychecking yes" : line));
  return [`\nHost ${node.toLowerCase()}.node`, ...lines, "batchmode yes", "connecttimeout 6", "loglevel error"].join("\n  ") + "\n";
}
