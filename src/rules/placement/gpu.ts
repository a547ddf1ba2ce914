import { list, mapping, text, texts, type KnownContainer } from "../parts.ts";

/** A graphics processor that a container asks for. */
export interface GpuRequest {
  /** Whose it must be, where the container says so. */
  readonly vendor: "nvidia" | "amd" | "intel" | undefined;
  /** Where in the container's definition it is asked for. */
  readonly path: readonly (string | number)[];
}

/** What a container asks for: by `gpus`, by a device reservation, by the runtime, or by the device itself. */
export function gpuRequests({ definition }: KnownContainer): GpuRequest[] {
  const reserved = list(mapping(mapping(mapping(definition["deploy"])["resources"])["reservations"])["devices"]);
  const requests = [
    ...reserved.map((entry, index) => ({ entry: mapping(entry), path: ["deploy", "resources", "reservations", "devices", index] })),
    ...list(definition["gpus"]).map((entry, index) => ({ entry: mapping(entry), path: ["gpus", index] })),
  ];
  return [
    ...requests
      .filter(({ entry, path }) => path[0] === "gpus" || texts(entry["capabilities"]).includes("gpu"))
      .map(({ entry, path }) => ({ vendor: vendorOf(text(entry["driver"]) ?? ""), path })),
    ...(definition["runtime"] === "nvidia" ? [{ vendor: "nvidia" as const, path: ["runtime"] }] : []),
    ...list(definition["devices"]).flatMap((device, index) => {
      const source = text(mapping(device)["source"]) ?? text(device) ?? "";
      const isGpu = /^\/dev\/(nvidia\w*|dri(\/.*)?|kfd)$/.test(source) || /^(nvidia|amd)\.com\/gpu=/.test(source);
      return isGpu ? [{ vendor: vendorOf(source), path: ["devices", index] }] : [];
    }),
  ];
}

function vendorOf(word: string): GpuRequest["vendor"] {
  if (word.includes("nvidia")) return "nvidia";
  return word.includes("amd") || word.includes("kfd") ? "amd" : undefined;
}
