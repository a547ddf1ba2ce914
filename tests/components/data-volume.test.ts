import { Provider } from "@pulumi/docker/provider.js";
import { describe, expect, it } from "vitest";

import { DataVolume } from "../../src/components/data-volume.ts";
import { ofType, runProgram, tree } from "../support/pulumi-mocks.ts";

const database = { volume: "outline_postgres_data", description: "The documents.", backup: "outline" } as const;
const volumeType = "docker:index/volume:Volume";

async function run() {
  return runProgram(() => {
    const docker = new Provider("VPS/docker", { host: "ssh://dockeruser@vps:22" });
    return new DataVolume("VPS/outline/volume/outline_postgres_data", database, { provider: docker });
  });
}

describe("a data volume", () => {
  it("is one Docker volume with its name on the node, below the component", async () => {
    const { resources, error } = await run();
    expect(error).toBeUndefined();
    expect(tree(resources)).toEqual([
      "VPS/outline/volume/outline_postgres_data > VPS/outline/volume/outline_postgres_data (docker:index/volume:Volume)",
      "stack > VPS/docker (pulumi:providers:docker)",
      "stack > VPS/outline/volume/outline_postgres_data (homelab:components:DataVolume)",
    ]);
    expect([...ofType(resources, volumeType).values()][0]?.inputs).toEqual({ name: "outline_postgres_data" });
  });

  it("can neither be deleted nor replaced by an operation, nor be given up with the program", async () => {
    const { resources } = await run();
    const volume = [...ofType(resources, volumeType).values()][0];
    expect(volume).toMatchObject({ protect: true, retainOnDelete: true, ignoreChanges: ["labels", "driver", "driverOpts"] });
  });

  it("is made by the provider of its node, never by a default one", async () => {
    const { resources } = await run();
    expect([...ofType(resources, volumeType).values()][0]?.provider).toBe("VPS/docker");
  });

  it("says what it holds and which backup set it belongs to", async () => {
    const { resources } = await run();
    const component = ofType(resources, DataVolume.token).get("VPS/outline/volume/outline_postgres_data");
    expect(component?.outputs).toEqual({ volume: "outline_postgres_data", description: "The documents.", backup: "outline" });
  });
});
