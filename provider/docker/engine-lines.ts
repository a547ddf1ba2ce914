import type { EngineFacts } from "./engine-api.ts";
import type { ContainerInspect, ImageInspect, NetworkInspect, VolumeInspect } from "./engine.ts";

/** What `docker inspect --format '<kind> {{json .}}'` printed, one object a line; a line that is none is passed over. */
export function engineOfObjects(lines: readonly string[]): Omit<EngineFacts, "info"> {
  const containers: ContainerInspect[] = [];
  const images: ImageInspect[] = [];
  const networks: NetworkInspect[] = [];
  const volumes: VolumeInspect[] = [];
  for (const line of lines) {
    const blank = line.indexOf(" ");
    const kind = line.slice(0, blank);
    const list = { container: containers, image: images, network: networks, volume: volumes }[kind] as unknown[] | undefined;
    if (list === undefined) continue;
    try {
      list.push(JSON.parse(line.slice(blank + 1)));
    } catch {
      // A cut-off object is as if it had vanished while it was read.
    }
  }
  return { containers, images, networks, volumes };
}
