import type { EngineFacts } from "./engine-api.ts";
import type { ContainerInspect, ImageInspect, NetworkInspect, VolumeInspect } from "./engine.ts";

/**
 * What `docker inspect --format '<kind> {{json .}}'` printed, one object a line.
 * @throws Error for a line that is cut off or holds no JSON: an object that nobody sees would look like one that is not there
 */
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
      throw new Error(`a ${kind} that docker inspect printed is no JSON`);
    }
  }
  return { containers, images, networks, volumes };
}
