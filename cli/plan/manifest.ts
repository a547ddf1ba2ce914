import { z } from "zod";
import { ExpectedError } from "../../setup/expected.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const digests = z.record(z.string(), z.string().regex(/^[0-9a-f]{16,64}$/));
const text = z.string().max(4096);
const texts = z.array(text).max(10_000);
const moment = z.iso.datetime();

/** The longest time that a plan may be good for, in hours. */
export const LONGEST_LIFETIME = 168;

const projectScope = z.strictObject({ project: text, service: text, containers: texts, files: texts, volumes: texts, networks: texts });

/** `manifest.json` of a bundle: what the plan is bound to. It is read as what somebody else wrote. */
const manifestSchema = z.strictObject({
  version: z.literal(1),
  site: z.string().regex(/^[A-Za-z0-9_.-]+$/),
  /** The backend that the state was read from, without credentials, and the Pulumi project; a plan without them is refused. */
  backend: text.optional(),
  project: text.optional(),
  /** The commit that the program and the data were read from. */
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  created: moment,
  lifetimeHours: z.number().positive().max(LONGEST_LIFETIME),
  /** Account and machine that made it. */
  by: text,
  targets: texts,
  /** Nodes that could not be reached and are left out, each with the reason. */
  unreachable: z.array(z.strictObject({ node: z.string().regex(/^[A-Z][A-Z0-9-]*$/), reason: text })),
  allowed: z.strictObject({ delete: texts, create: texts }),
  versions: z.record(z.string(), text),
  policy: z.strictObject({ configuration: digest, pack: digest }),
  state: z.strictObject({ digest, resources: digests }),
  live: z.strictObject({
    digest,
    /** Of the HMACs, hexadecimal; made for this bundle. */
    key: digest,
    scope: z.record(z.string(), z.strictObject({ projects: z.array(projectScope), folders: texts, volumes: texts })),
    nodes: z.record(z.string(), digests),
  }),
  /** Plugins that an offline one stood in for and that the plan would need. */
  offline: texts,
  /** Resources that the plan changes, by operation. */
  changes: z.record(z.string(), z.int().min(0)),
  /** The other files of the bundle. */
  files: z.record(z.string(), digest),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** A backend as a manifest names it: a login in the address stays out of the file. */
export function backendName(url: string): string {
  const start = url.indexOf("://") + 3;
  if (start === 2) return url;
  const end = /[/?#]/.exec(url.slice(start))?.index ?? url.length - start;
  const at = url.lastIndexOf("@", start + end);
  return at < start ? url : url.slice(0, start) + url.slice(at + 1);
}

/**
 * The manifest in a text.
 * @throws ExpectedError when it is none; the first thing that is wrong is named
 */
export function parseManifest(content: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new ExpectedError("manifest.json of the bundle is no JSON; fix: make a new plan");
  }
  const { data, error } = manifestSchema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new ExpectedError(
    `manifest.json of the bundle is none of ours: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}; fix: make a new plan`,
  );
}
