import { expect, test } from "vitest";

import { homelab } from "../../provider/homelab.ts";
import { pb } from "./support/client.ts";
import { connect } from "./support/served.ts";

interface Schema {
  readonly name: string;
  readonly version: string;
  readonly resources: Record<
    string,
    {
      readonly description: string;
      readonly inputProperties: Record<string, Record<string, unknown>>;
      readonly properties: Record<string, unknown>;
      readonly requiredInputs: string[];
    }
  >;
}

async function schema(version = 0): Promise<Schema> {
  const { client, close } = await connect(homelab);
  try {
    const request = new pb.GetSchemaRequest();
    request.setVersion(version);
    const response = await client.call<{ getSchema(): string }>("getSchema", request);
    return JSON.parse(response.getSchema()) as Schema;
  } finally {
    await close();
  }
}

test("the schema describes every resource, and every property with a sentence", async () => {
  const { name, version, resources } = await schema();
  expect([name, version]).toEqual(["homelab", homelab.version]);
  expect(Object.keys(resources)).toEqual([
    "homelab:compose:Project",
    "homelab:node:Layout",
    "homelab:docker:Network",
    "homelab:proxmox:GuestShape",
    "homelab:npm:ProxyHost",
    "homelab:technitium:Record",
  ]);
  for (const { description, inputProperties, properties } of Object.values(resources)) {
    expect(properties).toEqual(inputProperties);
    for (const text of [description, ...Object.values(inputProperties).map((property) => property["description"])]) {
      expect(text).toMatch(/^[A-Z].*\.$/);
    }
  }
});

test("the schema says what is required, what has a default and what replaces", async () => {
  const { resources } = await schema();
  expect(resources["homelab:compose:Project"]?.requiredInputs).toEqual(["node", "site", "service", "project", "document", "contract"]);
  expect(resources["homelab:compose:Project"]?.inputProperties["project"]).toMatchObject({
    type: "string",
    willReplaceOnChanges: true,
  });
  expect(resources["homelab:node:Layout"]?.inputProperties["root"]).toMatchObject({ default: "/opt/homelab" });
});

test("a schema version that is not known is refused", async () => {
  await expect(schema(7)).rejects.toThrow(/schema version 7 is not known; allowed: 0/);
});
