import { isIP } from "node:net";
import { hasVariables } from "./template.ts";

/** One published port of a short notation. `target` and `published` are text where a variable stands. */
export interface PortText {
  readonly hostIp?: string;
  readonly published?: string;
  readonly target: number | string;
  readonly protocol: string;
}

/** Thrown by {@link parsePortText}; the message is a clause that fits behind an attribute's path. */
export class PortTextError extends Error {}

/** What a short port may look like, for messages. */
export const PORT_FORMS = "[ADDRESS:][HOST[-HOST]:]CONTAINER[-CONTAINER][/tcp|udp|sctp]";

/**
 * Reads a short port; a range gives several. Variables are kept when they fill a whole section.
 * @throws PortTextError when a section is no port, address or protocol, or ranges differ in length.
 */
export function parsePortText(spec: string): PortText[] {
  const variables: string[] = [];
  const masked = maskVariables(spec, variables);
  const unmask = (text: string): string =>
    variables.length === 0 ? text : text.replace(/\u0000(\d+)\u0000/g, (_, index: string) => variables[Number(index)] ?? "");
  const sections = masked.split(":");
  const container = sections.pop() ?? "";
  const host = sections.pop() ?? "";
  const address = readAddress(sections.join(":"), spec, unmask);
  const slash = container.indexOf("/");
  const ports = slash === -1 ? container : container.slice(0, slash);
  const protocol = unmask((slash === -1 ? "" : container.slice(slash + 1)) || "tcp").toLowerCase();
  if (!["tcp", "udp", "sctp"].includes(protocol) && !hasVariables(protocol)) {
    throw new PortTextError(`${JSON.stringify(spec)} has the unknown protocol ${JSON.stringify(protocol)}`);
  }
  if (ports === "") throw new PortTextError(`${JSON.stringify(spec)} names no container port`);
  const base = { ...(address === "" ? {} : { hostIp: address }), protocol };
  const target = unmask(ports);
  const published = unmask(host);
  if (hasVariables(target) || hasVariables(published)) return [symbolicPort(spec, target, published, base)];
  return expandRanges(spec, readRange(ports, spec), host === "" ? undefined : readRange(host, spec), base);
}

function symbolicPort(spec: string, target: string, published: string, base: Pick<PortText, "hostIp" | "protocol">): PortText {
  if (published !== "" && !hasVariables(published)) readRange(published, spec);
  const fixed = hasVariables(target) ? undefined : readRange(target, spec);
  if (fixed !== undefined && fixed[0] !== fixed[1]) {
    throw new PortTextError(`${JSON.stringify(spec)} mixes a range with a variable`);
  }
  return { ...base, ...(published === "" ? {} : { published }), target: fixed?.[0] ?? target };
}

function expandRanges(
  spec: string,
  [first, last]: readonly [number, number],
  host: readonly [number, number] | undefined,
  base: Pick<PortText, "hostIp" | "protocol">,
): PortText[] {
  if (host !== undefined && last - first !== host[1] - host[0] && last !== first) {
    throw new PortTextError(`${JSON.stringify(spec)} maps ranges of different length`);
  }
  const found: PortText[] = [];
  for (let offset = 0; offset <= last - first; offset += 1) {
    // A single container port takes any free port of the host's range.
    const open = host !== undefined && last === first && host[0] !== host[1] ? `-${host[1]}` : "";
    const published = host === undefined ? {} : { published: `${host[0] + offset}${open}` };
    found.push({ ...base, ...published, target: first + offset });
  }
  // Compose sorts what comes out of one entry by the text of the container port.
  return found.sort((a, b) => (String(a.target) + "/" < String(b.target) + "/" ? -1 : 1));
}

function readRange(text: string, spec: string): readonly [number, number] {
  const [first = "", last] = text.split("-");
  const range = [readPort(first, spec), last === undefined ? readPort(first, spec) : readPort(last, spec)] as const;
  if (range[1] < range[0]) throw new PortTextError(`${JSON.stringify(spec)} has a range that ends before it begins`);
  return range;
}

function readPort(text: string, spec: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65535) {
    throw new PortTextError(`${JSON.stringify(spec)} has no port in ${JSON.stringify(text)}`);
  }
  return Number(text);
}

function readAddress(text: string, spec: string, unmask: (text: string) => string): string {
  if (text === "") return "";
  const plain = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  const address = unmask(plain);
  if (hasVariables(address)) return address;
  if (!isAddress(address)) throw new PortTextError(`${JSON.stringify(spec)} has no IP address in ${JSON.stringify(text)}`);
  return address;
}

/** An IP address without a zone, as Compose takes it. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes("%");
}

/** Puts a mark in the place of each `${…}`, so that its colons and dashes do not separate. */
function maskVariables(spec: string, variables: string[]): string {
  if (!spec.includes("${")) return spec;
  let masked = "";
  for (let at = 0; at < spec.length; at += 1) {
    if (spec[at] !== "$" || spec[at + 1] !== "{") {
      masked += spec.charAt(at);
      continue;
    }
    let depth = 0;
    let end = at + 1;
    for (; end < spec.length; end += 1) {
      if (spec[end] === "{") depth += 1;
      if (spec[end] === "}" && (depth -= 1) === 0) break;
    }
    variables.push(spec.slice(at, end + 1));
    masked += `\u0000${variables.length - 1}\u0000`;
    at = end;
  }
  return masked;
}
