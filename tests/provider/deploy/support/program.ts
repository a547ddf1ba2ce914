import { readFileSync } from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { HomelabProvider } from "../../../../src/components/homelab-provider.ts";
import { Layout, Network, Project } from "../../../../src/resources/index.ts";

// Stands in for src/index.ts in the checkout of a test: the resources of a stack are what the test wrote into a file.

interface Declared {
  readonly type: "project" | "layout" | "network";
  readonly args: never;
  readonly options: pulumi.CustomResourceOptions;
}

const declared = JSON.parse(readFileSync(new URL(`../declared-${pulumi.getStack()}.json`, import.meta.url), "utf8")) as Record<
  string,
  Declared
>;
const provider = new HomelabProvider("homelab");
const networks: pulumi.Resource[] = [];
for (const [name, { type, args, options }] of Object.entries(declared)) {
  const Resource = { project: Project, layout: Layout, network: Network }[type];
  // As in the real program: a project comes after the networks that it expects, which the test declares before it.
  const made = new Resource(name, secrets(args) as never, { provider, dependsOn: type === "project" ? networks : [], ...options });
  if (type === "network") networks.push(made);
}

/** `{ "$secret": … }` becomes a secret of the program. */
function secrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(secrets);
  if (typeof value !== "object" || value === null) return value;
  if ("$secret" in value) return pulumi.secret(value.$secret);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, secrets(item)]));
}
