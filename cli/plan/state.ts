import { execa } from "execa";
import { SECRET, SIGNATURE } from "../../provider/rpc/property-value.ts";
import { oneLine } from "../../compose/problem.ts";
import { ExpectedError } from "../../setup/expected.ts";
import type { EngineEnvironment } from "../../setup/set-up.ts";
import { canonical, sha256 } from "./canonical.ts";

/** A resource as `pulumi stack export` writes it; only what is looked at. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** A state as `pulumi stack export` writes it, secrets encrypted. */
export interface ExportedState {
  readonly deployment?: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly unknown[];
    readonly [key: string]: unknown;
  };
}

/** What a plan is bound to of a state. */
export interface StateDigest {
  /** Over everything below. */
  readonly digest: string;
  /** By URN, so that a refusal can say what moved. */
  readonly resources: Readonly<Record<string, string>>;
}

/** What changes without anything having happened: when it was last looked at, and which line of which checkout made it. */
const UNSTEADY = new Set(["created", "modified", "sourcePosition", "stackTrace"]);

/**
 * The state of a site as its backend keeps it.
 * @throws ExpectedError with the engine's reason
 */
export async function exportState(site: string, ready: EngineEnvironment): Promise<ExportedState> {
  const { exitCode, stdout, stderr } = await execa(ready.pulumi, ["stack", "export", "--stack", site, "--non-interactive"], {
    cwd: ready.places.root,
    env: ready.env,
    stdin: "ignore",
    reject: false,
  });
  if (exitCode !== 0) throw new ExpectedError(`the state of ${site} cannot be read: ${oneLine(stderr.trim().replace(/^error: /, ""))}`);
  return JSON.parse(stdout) as ExportedState;
}

/**
 * The digest of a state: every resource without times, places in the code and secrets. A secret is encrypted anew whenever the
 * state is written (tried), so its ciphertext says nothing; the order of the resources is that of the engine's work.
 */
export function stateDigest({ deployment = {} }: ExportedState): StateDigest {
  const { resources = [], ...others } = deployment;
  const rest = Object.fromEntries(Object.entries(others).filter(([key]) => key !== "manifest"));
  const digests = new Map<string, string[]>();
  for (const resource of resources) {
    const steady = Object.fromEntries(Object.entries(resource).filter(([key]) => !UNSTEADY.has(key)));
    // A resource that waits for its deletion has the URN of the one that takes its place.
    digests.set(resource.urn, [...(digests.get(resource.urn) ?? []), sha256(canonical(withoutSecrets(steady)))]);
  }
  const byUrn = Object.fromEntries(
    [...digests].map(([urn, found]) => [urn, found.length === 1 ? (found[0] ?? "") : sha256(found.sort().join())]),
  );
  return { digest: sha256(canonical({ resources: byUrn, rest: withoutSecrets(rest) })), resources: byUrn };
}

/** The URNs that a state knows. */
export function urnsOf({ deployment = {} }: ExportedState): Set<string> {
  return new Set((deployment.resources ?? []).map(({ urn }) => urn));
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Record<string, unknown>)[SIGNATURE] === SECRET) return { [SIGNATURE]: SECRET };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}
