import path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { loadInventoryCached } from "./rules/load/cached.ts";
import { ProblemError } from "../compose/problem.ts";
import { declareSite } from "./stacks/site.ts";

// The SDK's launcher sends every stack trace through source maps, and the SDK takes several traces for every resource: most of the
// program's time. Node strips types in place, so that its own traces name the right line and column without any map.
Reflect.deleteProperty(Error, "prepareStackTrace");

/**
 * The program: what git says about the stack's site, made into resources; returns the stack's outputs.
 * @throws pulumi.RunError for a stack that is no site, and with the whole report when anything in git is wrong.
 */
export default async function program(): Promise<object> {
  const name = pulumi.getStack();
  try {
    const inventory = await loadInventoryCached(path.resolve(import.meta.dirname, ".."));
    const sites = Object.keys(inventory.topology.sites);
    if (!sites.includes(name))
      throw new pulumi.RunError(
        `a stack is a site, and there is no site ${name}; allowed: ${sites.join(", ")}; fix: add it to inventory/topology.yaml`,
      );
    const bootstrap = new pulumi.Config().get("bootstrap") ?? "";
    // Loaded when a machine is to become a node: every other run starts without it.
    const prepared = bootstrap === "" ? undefined : (await import("./stacks/bootstrap.ts")).createBootstraps(inventory, name, bootstrap);
    return await declareSite(inventory, name, prepared);
  } catch (error) {
    // The report says which line of which file is wrong; a stack trace of this program would only hide it.
    throw error instanceof ProblemError ? new pulumi.RunError(error.message) : error;
  }
}
