import { guestResourceName } from "../../src/inventory/guest-shape.ts";
import { guestsOf } from "../../src/inventory/inventory.ts";
import type { NodeFacts } from "../../src/inventory/inventory.ts";
import { hostFolder } from "../../src/inventory/schema/host-folder.ts";
import { oneLine } from "../../compose/problem.ts";
import type { OfflinePlugin } from "../../setup/set-up.ts";
import { changesOf } from "../preview/changes.ts";
import { shortType, urnName } from "../preview/events.ts";
import type { PlannedResource } from "../preview/plan.ts";

/** What only the plugin keeps, not the thing that is adopted: taking it over changes nothing. */
const OF_THE_PLUGIN =
  /^(rebootAfterUpdate|stopOnDestroy|purgeOnDestroy|deleteUnreferencedDisksOnDestroy|migrate|timeout[A-Z].*|retainOnDelete)$/;

/** What `imports.yaml` of a node says exists. */
interface Entry {
  /** `hosts/core/imports.yaml guests.mgmt` */
  readonly place: string;
  readonly matches: (resource: PlannedResource) => boolean;
}

/**
 * Why things that exist already cannot be adopted by a plan: they differ from what git asks for, so that the same step would change
 * them; or nobody could read them, so that they would be made a second time.
 * @param domain the site's own domain, for the names on its network
 * @param offline the plugins that were not there
 */
export function importProblems(
  resources: readonly PlannedResource[],
  nodes: readonly NodeFacts[],
  domain: string | undefined,
  offline: readonly OfflinePlugin[],
): string[] {
  const entries = nodes.flatMap((facts) => entriesOf(facts, domain));
  return [...resources]
    .sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0))
    .flatMap((resource) => {
      const name = oneLine(`${shortType(resource.type)} ${urnName(resource.urn)}`);
      if (resource.imported === true) return differing(resource, name);
      const entry = resource.operation === "create" ? entries.find(({ matches }) => matches(resource)) : undefined;
      return entry === undefined ? [] : [unread(resource, name, entry, offline)];
    });
}

function differing(resource: PlannedResource, name: string): string[] {
  if (resource.operation === "import" || resource.operation === "same") return [];
  // Whether a guest runs is something that exists, unless the plugin did not read it.
  const changes = changesOf(resource.step).filter(
    ({ path, from }) => !OF_THE_PLUGIN.test(path) && !(path === "started" && from === undefined),
  );
  if (changes.length === 0 && resource.operation !== "replace") return [];
  const list = changes.map(({ path, from = "–", to = "–" }) => `${oneLine(path)}: ${from} → ${to}`).join("; ");
  return [
    `${name} is to be adopted and is not as git has it (there → git): ${list}; fix: write into git what is there, adopt, and change it afterwards`,
  ];
}

function unread({ type }: PlannedResource, name: string, { place }: Entry, offline: readonly OfflinePlugin[]): string {
  const plugin = type.split(":")[0] ?? "";
  const found = offline.find((one) => one.name === plugin);
  const why =
    found === undefined
      ? "nothing in the environment opens its API"
      : found.lacks === undefined
        ? `the plugin ${plugin} ${found.version} is not installed`
        : `${found.lacks} is not set`;
  const fix =
    found !== undefined && found.lacks === undefined
      ? "npm run setup -- --retry, or install it by hand (docs/machines-and-names.md)"
      : "set it";
  return `${name} exists (${place}) and would be made a second time, since ${why}; fix: ${fix}`;
}

function entriesOf(facts: NodeFacts, domain: string | undefined): Entry[] {
  const { imports, name } = facts;
  if (imports === undefined) return [];
  const file = `hosts/${hostFolder(name)}/imports.yaml`;
  const of = (type: RegExp, key: string, value: string) => (resource: PlannedResource) =>
    type.test(resource.type) && resource.inputs[key] === value;
  return [
    ...guestsOf(facts)
      .filter(({ name: key }) => Object.hasOwn(imports.guests, key))
      .map(({ name: key, guest }): Entry => {
        const resourceName = guestResourceName(name, key, guest);
        return {
          place: `${file} guests.${key}`,
          matches: ({ type, urn }) => type.startsWith("proxmoxve:") && urnName(urn) === resourceName,
        };
      }),
    ...Object.keys(imports.records).map((host) => ({ place: `${file} records.${host}`, matches: of(/^cloudflare:/, "name", host) })),
    ...imports.proxy_hosts.map((host) => ({ place: `${file} proxy_hosts ${host}`, matches: of(/^homelab:npm:/, "host", host) })),
    ...imports.lan_names.map((label) => ({
      place: `${file} lan_names ${label}`,
      matches: of(/^homelab:technitium:/, "name", `${label}.${domain ?? ""}`),
    })),
  ];
}
