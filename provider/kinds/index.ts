import { guestShape } from "./guest-shape/inputs.ts";
import { lanRecord } from "./lan-record/inputs.ts";
import { layout } from "./layout/inputs.ts";
import { network } from "./network/inputs.ts";
import { project } from "./project/inputs.ts";
import { proxyHost } from "./proxy-host/inputs.ts";
import type { ResourceType } from "./resource.ts";

export type { ResourceType } from "./resource.ts";

/** Every type of resource, by its token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [project, layout, network, guestShape, proxyHost, lanRecord].map((type) => [type.token, type]),
);
