import type { Problem } from "../../../compose/problem.ts";
import { z } from "zod";
import { jsonMap, text } from "../../inputs/types.ts";
import { bare, isMap, textAt } from "../../rpc/property-value.ts";
import type { PropertyMap, PropertyValue } from "../../rpc/property-value.ts";
import { plain } from "../../docker/patch.ts";
import { declaredStatus } from "../../docker/status.ts";
import { composeDocument } from "./compose-document.ts";
import { dataLeftBehind } from "./data-left-behind.ts";
import { fileProblems, placedFiles, withFacts } from "./placed-files.ts";
import type { ResourceType } from "../resource.ts";
import { kebabName, nodeName, siteName } from "../../inputs/names.ts";

/** `homelab:compose:Project`: one Compose project on one node. */
export const project: ResourceType = {
  token: "homelab:compose:Project",
  description: "One Compose project on one node: the document as it is to be enforced, and the files it mounts.",
  inputs: z.strictObject({
    node: nodeName.describe("The node that runs it, in capitals as in the inventory."),
    site: siteName.describe("The site that the node belongs to."),
    service: kebabName.describe("The folder under services/ that it comes from."),
    project: text("small letters, digits, hyphens and underscores, the first a letter or digit", /^[a-z0-9][a-z0-9_-]*$/).describe(
      "The name of the Compose project, by which its containers are found on the node.",
    ),
    document: composeDocument.describe("The resolved Compose document, variables still unexpanded."),
    contract: jsonMap.describe("What services/<service>/service.yaml says."),
    exposure: text("public, mesh, lan or none", /^(public|mesh|lan|none)$/)
      .nullish()
      .describe("Who may reach it on this node; the policies read it."),
    files: placedFiles.nullish().describe("Files from git, by their path below the project directory."),
    status: z
      .record(z.string(), text())
      .nullish()
      .describe("What every service is to be, and after a refresh what it is; always worked out by the provider."),
  }),
  identity: new Set(["node", "project"]),
  // Two projects may not hold the same container names and host ports, and a service never runs twice.
  deleteBeforeReplace: true,
  idOf: (inputs) => `${textAt(inputs, "node")}/${textAt(inputs, "project")}`,
  replaceProblems: dataLeftBehind,
  rules: (inputs) => [...nameProblems(inputs), ...fileProblems(inputs["files"])],
  derive: (inputs) => {
    const files = inputs["files"];
    const status = wantedStatus(inputs["document"]);
    return { ...inputs, ...(isMap(files) ? { files: withFacts(files) } : {}), ...(status === undefined ? {} : { status }) };
  },
};

/**
 * That every service is to run, so that a stopped container is a difference at `status.<service>`. What the program says
 * here does not count. Undefined while the services are not known.
 */
function wantedStatus(document: PropertyValue | undefined): Record<string, string> | undefined {
  const services = isMap(bare(document ?? null)) ? bare((bare(document ?? null) as PropertyMap)["services"] ?? null) : null;
  return isMap(services) ? declaredStatus(plain(services).value) : undefined;
}

/** `docker compose config` writes the project's name into the document; two names would be two projects on the node. */
function nameProblems(inputs: PropertyMap): Problem[] {
  const name = bare(inputs["project"] ?? null);
  const document = bare(inputs["document"] ?? null);
  const written = isMap(document) ? bare(document["name"] ?? null) : null;
  if (typeof name !== "string" || typeof written !== "string" || name === written) return [];
  return [
    {
      path: "document.name",
      message: `${JSON.stringify(written)} is not the project's name`,
      allowed: JSON.stringify(name),
      fix: "leave name out of the document or make it the same",
    },
  ];
}
