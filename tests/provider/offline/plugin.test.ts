import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { offlinePlugin } from "../../../provider/offline/plugin.ts";
import { pb, plain, secret, struct, UNKNOWN } from "../support/client.ts";
import type { ProviderClient } from "../support/client.ts";
import { connect } from "../support/served.ts";

const VOLUME = "docker:index/volume:Volume";

let client: ProviderClient;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ client, close } = await connect(offlinePlugin({ name: "docker", version: "5.2.0" })));
});
afterAll(() => close());

describe("an offline plugin", () => {
  test("says the version that it stands in for", async () => {
    expect((await client.call<{ getVersion(): string }>("getPluginInfo")).getVersion()).toBe("5.2.0");
  });

  test("has a schema with its name and nothing in it", async () => {
    const response = await client.call<{ getSchema(): string }>("getSchema", new pb.GetSchemaRequest());
    expect(JSON.parse(response.getSchema())).toEqual({ name: "docker", version: "5.2.0", resources: {} });
  });

  test("takes any settings and any inputs as they are", async () => {
    const settings = { host: "ssh://user@vps", registryAuth: secret("hunter2") };
    const request = new pb.CheckRequest();
    request.setNews(struct(settings));
    const checked = await client.call<InstanceType<typeof pb.CheckResponse>>("checkConfig", request);
    expect(plain(checked.getInputs())).toEqual(settings);
    await client.call("configure", new pb.ConfigureRequest());
    const inputs = { name: "outline_data", labels: [{ label: "a", value: UNKNOWN }], token: secret("hunter2") };
    expect(await client.check(VOLUME, inputs)).toEqual({ inputs, failures: {} });
  });

  test("compares structurally and never proposes a replacement", async () => {
    expect(await client.diff(VOLUME, { name: "a", labels: ["x"] }, { name: "b", labels: ["x", "y"] })).toEqual({
      changes: "some",
      details: { name: "UPDATE", "labels[1]": "ADD" },
      top: ["labels", "name"],
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  test("previews with the inputs alone, so that what the real plugin would work out stays unknown", async () => {
    expect(await client.create(VOLUME, { name: "a" }, true)).toEqual({ id: "", outputs: { name: "a" } });
    expect(await client.update(VOLUME, { name: "a" }, { name: "b" }, true)).toEqual({ name: "b" });
  });

  test.each([
    ["create", () => client.create(VOLUME, { name: "a" }, false)],
    ["update", () => client.update(VOLUME, { name: "a" }, { name: "b" }, false)],
    ["read", () => client.read(VOLUME, { name: "a" })],
    ["delete", () => client.delete(VOLUME, { name: "a" })],
  ])("refuses to %s, and says which plugin is missing and what to do", async (wish, act) => {
    const message = await act().then(
      () => "it did",
      (error: unknown) => String(error),
    );
    expect(message).toContain('docker:index/volume:Volume "it": the docker plugin 5.2.0 is not installed');
    expect(message).toContain(`does not ${wish}; install the real one with \`npm run setup -- --retry\``);
  });

  test("refuses to call a function", async () => {
    const request = new pb.InvokeRequest();
    request.setTok("docker:index/getNetwork:getNetwork");
    await expect(client.call("invoke", request)).rejects.toThrow(/getNetwork:getNetwork: .* does not call functions; install/);
  });
});
