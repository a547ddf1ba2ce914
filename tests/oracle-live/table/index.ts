import type { Topic } from "../support/spelling.ts";
import { mounts } from "./mounts.ts";
import { namesAndValues } from "./names-and-values.ts";
import { networks } from "./networks.ts";
import { resources } from "./resources.ts";
import { security } from "./security.ts";
import { start } from "./start.ts";

/** Every topic; each is brought up as one project. */
export const topics: Readonly<Record<string, Topic>> = { resources, start, "names-and-values": namesAndValues, security, mounts, networks };
