import type { Problem } from "../../../compose/problem.ts";
import { containerLabel, type ProjectFacts } from "../facts.ts";
import { parseImage } from "../images/image.ts";
import { inContainer, knownContainers, mapping, text, undecided, unknownParts, type KnownContainer } from "../parts.ts";
import { linesOf } from "../strings.ts";
import { isUnknown } from "../unknown.ts";

export interface ZigbeeCoordinatorOptions {
  /** Where the coordinator answers, host:port. @default "192.168.1.105:6638" */
  readonly address?: string;
  /** The adapter that speaks to it. @default "ezsp" */
  readonly adapter?: string;
}

/** The variables by which Zigbee2MQTT takes its settings; they win over its file. */
const portVariable = "ZIGBEE2MQTT_CONFIG_SERIAL_PORT";
const adapterVariable = "ZIGBEE2MQTT_CONFIG_SERIAL_ADAPTER";

/**
 * Zigbee2MQTT finds its coordinator by TCP, at the right address and with the right adapter. (Seed 000: SLZB-06U at
 * 192.168.1.105:6638, `ezsp`; it has no USB.)
 */
export function zigbeeCoordinator(project: ProjectFacts, options: ZigbeeCoordinatorOptions = {}): Problem[] {
  const port = `tcp://${options.address ?? "192.168.1.105:6638"}`;
  const adapter = options.adapter ?? "ezsp";
  return [
    ...knownContainers(project).flatMap((container) => inVariables(container, port, adapter)),
    ...inFiles(project, port, adapter),
    ...unknownParts(project, []),
  ];
}

function inVariables(container: KnownContainer, port: string, adapter: string): Problem[] {
  const given = container.definition["environment"];
  if (isUnknown(given)) return [undecided(inContainer(container, "environment").path, `the environment of ${containerLabel(container)}`)];
  const environment = mapping(given);
  const isBridge = parseImage(text(container.definition["image"]) ?? "").name === "zigbee2mqtt";
  if (!isBridge && environment[portVariable] === undefined && environment[adapterVariable] === undefined) return [];
  const wanted = [
    { name: portVariable, value: port, what: "coordinator" },
    { name: adapterVariable, value: adapter, what: "adapter" },
  ];
  return wanted.flatMap(({ name, value, what }): Problem[] => {
    const given = environment[name];
    if (given === value) return [];
    if (isUnknown(given))
      return [undecided(inContainer(container, "environment", name).path, `the ${what} of ${containerLabel(container)}`)];
    const message =
      given === undefined || given === null
        ? `${containerLabel(container)} does not say which ${what} it uses`
        : `${containerLabel(container)} uses the ${what} ${text(given) ?? "of the person who runs Compose"}`;
    return [{ ...inContainer(container, "environment", name), message, allowed: value, fix: `set ${name}: ${value}` }];
  });
}

/** The settings of the section `serial` in a placed configuration of Zigbee2MQTT. */
function inFiles(project: ProjectFacts, port: string, adapter: string): Problem[] {
  const isBridge = knownContainers(project).some(({ definition }) => parseImage(text(definition["image"]) ?? "").name === "zigbee2mqtt");
  return (project.files ?? [])
    .filter(({ source }) => isBridge && /\.ya?ml$/.test(source))
    .flatMap(({ source, content }) =>
      isUnknown(content) ? [undecided(source, `the file ${source}`)] : serialLines(source, content, port, adapter),
    );
}

function serialLines(source: string, content: string, port: string, adapter: string): Problem[] {
  const problems: Problem[] = [];
  let inSerial = false;
  for (const { line, text: value } of linesOf(content)) {
    if (/^\S/.test(value)) inSerial = /^serial\s*:/.test(value);
    const setting = inSerial ? settingOf(value) : undefined;
    if (setting === undefined) continue;
    const { key, given } = setting;
    const wanted = key === "port" ? port : adapter;
    if (given === wanted) continue;
    const what = key === "port" ? "coordinator" : "adapter";
    problems.push({
      place: { file: source, line },
      path: "",
      message: `the file uses the ${what} ${given}`,
      allowed: wanted,
      fix: `write ${key}: ${wanted}`,
    });
  }
  return problems;
}

/** `port` or `adapter` of an indented line, without its comment and quotes. Cut at single signs, so that blanks cost nothing. */
function settingOf(line: string): { readonly key: string; readonly given: string } | undefined {
  const colon = line.indexOf(":");
  if (colon === -1 || line.trimStart() === line) return undefined;
  const key = line.slice(0, colon).trim();
  if (key !== "port" && key !== "adapter") return undefined;
  const comment = line.indexOf("#", colon);
  const raw = line.slice(colon + 1, comment === -1 ? undefined : comment).trim();
  const quote = raw.charAt(0);
  const isQuoted = raw.length >= 2 && (quote === "'" || quote === '"') && raw.endsWith(quote);
  return { key, given: isQuoted ? raw.slice(1, -1) : raw };
}
