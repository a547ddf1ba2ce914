import path from "node:path";

import { formatNormalForms } from "../docker/normal-forms.ts";
import type { NormalForms } from "../docker/normal-forms.ts";
import { DeploymentError } from "./failure.ts";
import type { RunPlace } from "./runs.ts";

/** Written beside and renamed, readable by nobody else: the sums in it are of values that may be secret. */
const WRITE = 'umask 077 && cat >"$1.new" && mv "$1.new" "$1"';

/**
 * Keeps the engine's normal forms with the record of a service's deployment.
 * @throws TransportError; DeploymentError when the node cannot keep them
 */
export async function writeNormalForms({ connection, root, service }: RunPlace, forms: NormalForms): Promise<void> {
  const file = path.posix.join(root, "state/deploy", service, "normal-forms.json");
  const { exitCode, stderr } = await connection.run(["sh", "-c", WRITE, "write", file], { stdin: formatNormalForms(forms) });
  if (exitCode !== 0)
    throw new DeploymentError(
      `${connection.node} ${service}: stage verify failed: ${file} cannot be written: ${stderr.trim()}; fix: make room there, or give the folder back to the deploying account, then run again`,
    );
}
