import { afterAll, beforeAll } from "vitest";

import type { ComposeGeneration } from "../../../support/compose-engines.ts";
import { importImage } from "../../../support/images.ts";
import { IMAGE } from "./documents.ts";
import { NodeSite } from "./node-site.ts";

/**
 * Gives the tests of a `describe` a site of one node, which has the image of {@link sleeper}s and ends with them.
 * @param use keeps the site and prepares what all of its tests need
 */
export function onNode(generation: ComposeGeneration, use: (site: NodeSite) => Promise<unknown> | undefined): void {
  let site: NodeSite | undefined;
  beforeAll(async () => {
    site = await NodeSite.start(generation);
    await importImage(site.node, IMAGE, [], "mark");
    await use(site);
  });
  afterAll(() => site?.[Symbol.asyncDispose]());
}
