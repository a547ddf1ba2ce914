import { expect, test } from "vitest";

import { offlinePlugin } from "../../../provider/offline/plugin.ts";
import { attach } from "../../../provider/wire/attach.ts";
import { ProviderClient } from "../support/client.ts";

async function versionAt(port: number): Promise<string> {
  const client = new ProviderClient(port);
  try {
    return (await client.call<{ getVersion(): string }>("getPluginInfo")).getVersion();
  } finally {
    client.close();
  }
}

test("each plugin gets a port of its own, named as the engine wants it", async () => {
  const attached = await attach([
    offlinePlugin({ name: "docker", version: "5.2.0" }),
    offlinePlugin({ name: "cloudflare", version: "6.22.1" }),
  ]);
  const match = /^docker:(\d+),cloudflare:(\d+)$/.exec(attached.environment.PULUMI_DEBUG_PROVIDERS);
  expect(match).not.toBeNull();
  expect(await versionAt(Number(match?.[1]))).toBe("5.2.0");
  expect(await versionAt(Number(match?.[2]))).toBe("6.22.1");
  await attached.close();
  await expect(versionAt(Number(match?.[1]))).rejects.toThrow(/UNAVAILABLE/);
});

test("providers that a person attached stay, and come first", async () => {
  const attached = await attach([offlinePlugin({ name: "docker", version: "5.2.0" })], "aws:1234");
  expect(attached.environment.PULUMI_DEBUG_PROVIDERS).toMatch(/^aws:1234,docker:\d+$/);
  await attached.close();
});
