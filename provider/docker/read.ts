import { LAYOUT_ROOT } from "./snapshot.ts";
import type { Difference } from "./difference.ts";
import { namedJobs } from "./jobs.ts";
import { isJsonMap, textOf } from "./json.ts";
import type { Json, JsonMap } from "./json.ts";
import { plain, propertiesOf } from "./patch.ts";
import type { Snapshots } from "./snapshots.ts";
import type { PropertyMap } from "../rpc/property-value.ts";

/** What reading a resource came to: where the node is not as the inputs say; undefined when there is no such resource. */
export interface LiveRead {
  /** The inputs that were compared: those of the state, or in an import those of git. */
  readonly declared: PropertyMap;
  readonly differences: readonly Difference[];
}

export interface ReadContext {
  readonly snapshots: Pick<Snapshots, "of">;
  /** The checkout that an import looks into. @default the one this provider belongs to */
  readonly checkout?: string;
}

/** Reads a resource of one type. Gets empty inputs in an import, where only the id is known. */
export type Reader = (inputs: PropertyMap, id: string, context: ReadContext) => Promise<LiveRead | undefined>;

/** How each type is read, by its token. */
export const readers: ReadonlyMap<string, Reader> = new Map([
  ["homelab:compose:Project", readProject],
  ["homelab:node:Layout", readLayout],
  ["homelab:docker:Network", readNetwork],
  ["homelab:proxmox:GuestShape", readGuestShape],
  ["homelab:npm:ProxyHost", async (inputs, id) => (await import("../kinds/proxy-host/proxy-host.ts")).readProxyHost(inputs, id)],
  ["homelab:technitium:Record", async (inputs, id) => (await import("../kinds/lan-record/record.ts")).readRecord(inputs, id)],
]);

/**
 * A project on its node. One whose containers are all gone is still there, with every service missing: only a person may
 * decide that it should not be. In an import there must be something to adopt.
 * @throws TransportError when the node cannot be read
 */
async function readProject(inputs: PropertyMap, id: string, { snapshots, checkout }: ReadContext): Promise<LiveRead | undefined> {
  const importing = Object.keys(inputs).length === 0;
  const declared = importing ? await projectOfId(id, checkout) : inputs;
  const { value, secrets } = plain(declared);
  // What compares is loaded while the node answers.
  const [snapshot, { enforcedProject }] = await Promise.all([
    snapshots.of(textOf(value["node"]) ?? ""),
    import("../kinds/project/read.ts"),
  ]);
  const enforced = enforcedProject(
    {
      project: textOf(value["project"]) ?? "",
      service: textOf(value["service"]) ?? "",
      document: mapOf(value["document"]),
      ...(value["files"] === undefined ? {} : { files: value["files"] }),
      jobs: namedJobs(value["contract"]),
      secrets,
    },
    snapshot,
  );
  if (importing && !enforced.present) return undefined;
  return { declared, differences: enforced.differences };
}

/** The layout of a node: a folder that is missing is drift, even when none is there; only an import needs one to adopt. */
async function readLayout(inputs: PropertyMap, id: string, { snapshots, checkout }: ReadContext): Promise<LiveRead | undefined> {
  const importing = Object.keys(inputs).length === 0;
  const declared = importing ? await layoutOfId(id, checkout) : inputs;
  const { value } = plain(declared);
  const root = textOf(value["root"]) ?? LAYOUT_ROOT;
  const [snapshot, { layoutDifferences }] = await Promise.all([
    snapshots.of(textOf(value["node"]) ?? "", root),
    import("../kinds/layout/read.ts"),
  ]);
  const differences = layoutDifferences(value["folders"], root, snapshot);
  const missing = differences.filter(({ path, enforced }) => path.length === 2 && enforced === undefined).length;
  if (importing && missing === Object.keys(mapOf(value["folders"])).length) return undefined;
  return { declared, differences };
}

/** A shared network, by its name. One that is gone is gone, and made again. */
async function readNetwork(inputs: PropertyMap, id: string, { snapshots }: ReadContext): Promise<LiveRead | undefined> {
  const importing = Object.keys(inputs).length === 0;
  const declared = importing ? networkOfId(id) : plain(inputs).value;
  const [snapshot, { networkDifferences, networkOf, propertiesOfNetwork }] = await Promise.all([
    snapshots.of(textOf(declared["node"]) ?? ""),
    import("../kinds/network/read.ts"),
  ]);
  const found = networkOf(snapshot, textOf(declared["name"]));
  if (found === undefined) return undefined;
  if (importing) return { declared: propertiesOf({ ...declared, ...propertiesOfNetwork(found) }), differences: [] };
  return { declared: inputs, differences: networkDifferences(declared, found) };
}

function networkOfId(id: string): JsonMap {
  const [, node, name] = /^([A-Z][A-Z0-9-]*)\/([a-zA-Z0-9][a-zA-Z0-9_.-]*)$/.exec(id) ?? [];
  if (node === undefined || name === undefined)
    throw new Error(`homelab:docker:Network ${JSON.stringify(id)}: this is no id; allowed: NODE/network, such as VPS/ingress`);
  return { node, name };
}

/** A shape is nowhere but in the state, so it is as it was written. */
function readGuestShape(inputs: PropertyMap, id: string): Promise<LiveRead> {
  if (Object.keys(inputs).length === 0) {
    return Promise.reject(
      new Error(`homelab:proxmox:GuestShape ${id}: a shape is not imported; fix: let \`up\` create it, which touches nothing`),
    );
  }
  return Promise.resolve({ declared: inputs, differences: [] });
}

async function projectOfId(id: string, checkout: string | undefined): Promise<PropertyMap> {
  const [, node, project] = /^([A-Z][A-Z0-9-]*)\/([a-z0-9][a-z0-9_-]*)$/.exec(id) ?? [];
  if (node === undefined || project === undefined) {
    throw new Error(`homelab:compose:Project ${JSON.stringify(id)}: this is no id; allowed: NODE/project, such as VPS/outline`);
  }
  const { declaredInGit } = await import("./declared.ts");
  const declared = await declaredInGit(node, project, checkout);
  if (declared === undefined) {
    throw new Error(
      `homelab:compose:Project ${id}: git declares no such project there; fix: list its service in hosts/${node.toLowerCase()}/services.yaml first`,
    );
  }
  return propertiesOf(declared);
}

async function layoutOfId(id: string, checkout: string | undefined): Promise<PropertyMap> {
  const node = id.endsWith(LAYOUT_ROOT) ? id.slice(0, -LAYOUT_ROOT.length) : "";
  if (!/^[A-Z][A-Z0-9-]*$/.test(node)) {
    throw new Error(`homelab:node:Layout ${JSON.stringify(id)}: this is no id; allowed: NODE${LAYOUT_ROOT}, such as VPS${LAYOUT_ROOT}`);
  }
  const { layoutInGit } = await import("./declared.ts");
  const declared = await layoutInGit(node, checkout);
  if (declared === undefined)
    throw new Error(
      `homelab:node:Layout ${id}: git declares no such node, or nothing that runs there; fix: add it to inventory/topology.yaml first`,
    );
  return propertiesOf(declared);
}

function mapOf(value: Json | undefined): JsonMap {
  return isJsonMap(value) ? value : {};
}
