import type { Problem } from "../../../compose/problem.ts";
import { formatPath } from "../../../compose/data-path.ts";
import type { ProjectFacts } from "../facts.ts";
import { isUnknown } from "../unknown.ts";

/**
 * The Zigbee coordinator is the SLZB-06U over TCP (192.168.1.105:6638, adapter ezsp); no document, contract or placed
 * file may name a USB serial device. (Seed 000: "Never use /dev/ttyUSB0".)
 */
export function noUsbCoordinator(project: ProjectFacts): Problem[] {
  return [
    ...strings(project.document, []).flatMap(({ path, text }) => {
      const device = usbDevice(text);
      return device === undefined ? [] : [problem(project, device, path)];
    }),
    ...strings(project.contract, []).flatMap(({ path, text }) => {
      const device = usbDevice(text);
      return device === undefined ? [] : [problem(project, device, ["contract", ...path])];
    }),
    ...(project.files ?? []).flatMap((file) => inFile(project, file)),
  ];
}

interface Found {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

function strings(value: unknown, path: readonly (string | number)[]): Found[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => strings(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    // A device may stand on either side: as a value, and as the key of a mapping.
    ...(usbDevice(key) === undefined ? [] : [{ path, text: key }]),
    ...strings(item, [...path, key]),
  ]);
}

function inFile(project: ProjectFacts, file: NonNullable<ProjectFacts["files"]>[number]): Problem[] {
  if (isUnknown(file.content)) return [];
  return file.content.split("\n").flatMap((line, index) => {
    // A comment that warns of the device is welcome.
    const device = /^\s*(#|\/\/|;)/.test(line) ? undefined : usbDevice(line);
    return device === undefined ? [] : [{ ...verdict(project, device), place: { file: file.source, line: index + 1 }, path: "" }];
  });
}

function usbDevice(text: string): string | undefined {
  return /\/dev\/ttyUSB\w*/i.exec(text)?.[0];
}

function problem(project: ProjectFacts, device: string, path: readonly (string | number)[]): Problem {
  const place = path[0] === "contract" ? undefined : project.placeOf?.(path);
  return { ...verdict(project, device), ...(place === undefined ? {} : { place }), path: formatPath(path) };
}

function verdict(project: ProjectFacts, device: string): Pick<Problem, "message" | "allowed" | "fix"> {
  return {
    message: `${project.service} on ${project.node} names the USB device ${device}`,
    allowed: "the coordinator over TCP, tcp://192.168.1.105:6638 with adapter ezsp",
    fix: "remove the device and use the TCP address",
  };
}
