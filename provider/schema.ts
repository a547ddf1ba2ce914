import { requiredNames, schemaProperties } from "./shape/json-schema.ts";
import type { ResourceType } from "./kinds/index.ts";

/** The Pulumi package schema of the provider: what `pulumi package get-schema` prints. */
export function packageSchema(version: string, types: Iterable<ResourceType>): object {
  return {
    name: "homelab",
    version,
    description: "What runs on the nodes of a homelab, compared with what git declares.",
    license: "Apache-2.0",
    config: {},
    provider: {},
    resources: Object.fromEntries([...types].map((type) => [type.token, resourceSchema(type)])),
  };
}

/** Every input is an output, too: a resource remembers what it was given. */
function resourceSchema({ description, inputs, identity }: ResourceType): object {
  const properties = schemaProperties(inputs);
  for (const name of identity) Object.assign(properties[name] ?? {}, { willReplaceOnChanges: true });
  const names = requiredNames(inputs);
  return { description, properties, required: names, inputProperties: properties, requiredInputs: names };
}
