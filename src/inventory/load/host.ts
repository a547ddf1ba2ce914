import type { ComposeSource } from "../../../compose/index.ts";
import type { PlacedFile } from "../inventory.ts";
import type { Problem } from "../../../compose/problem.ts";
import { capabilities, hostFolder, hostGuests, hostImports, hostServices, type HostServices, type TopologyNode } from "../schema/index.ts";
import { suggest } from "../../../compose/suggest.ts";
import type { YamlFile } from "../yaml/index.ts";
import type { Checkout } from "./checkout.ts";
import { readComposeSource } from "./compose-source.ts";
import type { ListedService, NodeParts } from "./parts.ts";
import { readPlacedFiles } from "./placed-files.ts";
import { loadYaml, rawKeys } from "./yaml-file.ts";

/** Reads `hosts/<node>/`: capabilities, services, and the runtime folder of every service listed. */
export function loadHost(checkout: Checkout, name: string, topology: TopologyNode | undefined, problems: Problem[]): NodeParts {
  const folder = `hosts/${hostFolder(name)}`;
  const own = loadYaml(checkout, `${folder}/capabilities.yaml`, capabilities, problems);
  const wanted = loadYaml(checkout, `${folder}/services.yaml`, hostServices, problems);
  checkNodeName(own.parsed, own.value?.node, name, problems);
  checkNodeName(wanted.parsed, wanted.value?.node, name, problems);
  const present = new Set(checkout.entries(folder).map((entry) => entry.name));
  // A hypervisor that says nothing of its guests would pass for one without any.
  const runs = own.value?.hypervisor !== undefined || present.has(guestsFile);
  const guests = runs ? loadYaml(checkout, `${folder}/${guestsFile}`, hostGuests, problems) : {};
  checkNodeName(guests.parsed, guests.value?.node, name, problems);
  const imports = present.has(importsFile) ? loadYaml(checkout, `${folder}/${importsFile}`, hostImports, problems) : {};
  checkNodeName(imports.parsed, imports.value?.node, name, problems);
  checkEntries(checkout, folder, hostEntries, problems);
  const listed = wanted.parsed === undefined ? undefined : listedServices(wanted.parsed, wanted.value);
  const runtime = readRuntime(checkout, folder, name, listed, problems);
  return {
    name,
    folder,
    ...(topology === undefined ? {} : { topology }),
    ...(own.parsed === undefined ? {} : { capabilitiesFile: own.parsed }),
    ...(own.value === undefined ? {} : { capabilities: own.value }),
    ...(wanted.parsed === undefined ? {} : { servicesFile: wanted.parsed }),
    ...(listed === undefined ? {} : { listed }),
    ...(guests.parsed === undefined ? {} : { guestsFile: guests.parsed }),
    ...(guests.value === undefined ? {} : { guests: guests.value }),
    ...(imports.parsed === undefined ? {} : { importsFile: imports.parsed }),
    ...(imports.value === undefined ? {} : { imports: imports.value }),
    ...runtime,
  };
}

const guestsFile = "guests.yaml";
const importsFile = "imports.yaml";
const hostEntries = ["capabilities.yaml", "services.yaml", guestsFile, importsFile, "runtime", "README.md"];
const runtimeEntries = ["docker-compose.override.yml", "files", "README.md"];

function listedServices(parsed: YamlFile, value: HostServices | undefined): Map<string, ListedService> {
  return new Map(
    rawKeys(parsed, "services").map((service) => {
      const place = parsed.placeOfKey(["services", service]);
      const exposure = value?.services[service]?.exposure;
      return [service, exposure === undefined ? { place } : { place, exposure }];
    }),
  );
}

interface Runtime {
  readonly overrides: NodeParts["overrides"];
  readonly files: ReadonlyMap<string, readonly PlacedFile[]>;
}

function readRuntime(
  checkout: Checkout,
  folder: string,
  node: string,
  listed: ReadonlyMap<string, ListedService> | undefined,
  problems: Problem[],
): Runtime {
  const overrides = new Map<string, ComposeSource | undefined>();
  const files = new Map<string, readonly PlacedFile[]>();
  for (const entry of checkout.entries(`${folder}/runtime`)) {
    const path = `${folder}/runtime/${entry.name}`;
    if (entry.kind !== "folder") {
      problems.push({ place: { file: path }, path: "", message: "is not a folder", allowed: "one folder a service" });
      continue;
    }
    if (listed !== undefined && !listed.has(entry.name)) {
      problems.push(notListed(path, entry.name, node, folder, listed));
      continue;
    }
    checkEntries(checkout, path, runtimeEntries, problems);
    if (checkout.entries(path).some(({ name }) => name === "docker-compose.override.yml")) {
      overrides.set(entry.name, readComposeSource(checkout, `${path}/docker-compose.override.yml`, problems));
    }
    files.set(entry.name, readPlacedFiles(checkout, path, problems));
  }
  return { overrides, files };
}

function notListed(path: string, service: string, node: string, folder: string, listed: ReadonlyMap<string, ListedService>): Problem {
  const suggestion = suggest(service, listed.keys());
  return {
    place: { file: path },
    path: "",
    message: `${node} does not list the service ${service}`,
    ...(suggestion === undefined ? {} : { suggestion }),
    fix: `list it in ${folder}/services.yaml, or remove the folder`,
  };
}

function checkNodeName(parsed: YamlFile | undefined, found: string | undefined, name: string, problems: Problem[]): void {
  if (parsed === undefined || found === undefined || found === name) return;
  problems.push({
    place: parsed.placeOf(["node"]),
    path: "node",
    message: `"${found}" is not the node of this folder`,
    allowed: name,
  });
}

/** A misspelt file name would be overlooked in silence; so what nothing reads is refused. */
function checkEntries(checkout: Checkout, folder: string, allowed: readonly string[], problems: Problem[]): void {
  for (const { name } of checkout.entries(folder)) {
    if (allowed.includes(name) || name.startsWith(".")) continue;
    const suggestion = suggest(name, allowed);
    problems.push({
      place: { file: `${folder}/${name}` },
      path: "",
      message: "nothing reads this file or folder",
      allowed: allowed.join(", "),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
}
