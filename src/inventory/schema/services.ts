import { z } from "zod";
import { exposure, kebabName, nodeName } from "./words.ts";

/** `hosts/<node>/services.yaml`: what should run on the node, and who may reach it there. */
export const hostServices = z.strictObject({
  node: nodeName,
  services: z.record(kebabName, z.strictObject({ exposure })),
});
export type HostServices = z.infer<typeof hostServices>;
