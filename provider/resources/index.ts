import { guestShape } from "./guest-shape.ts";
import { lanRecord } from "./lan-record.ts";
import { layout } from "./layout.ts";
import { project } from "./project.ts";
import { proxyHost } from "./proxy-host.ts";
import type { ResourceType } from "./resource.ts";

export type { ResourceType } from "./resource.ts";

/** Every type of resource, by its token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [project, layout, guestShape, proxyHost, lanRecord].map((type) => [type.token, type]),
);
