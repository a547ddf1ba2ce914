import { expect, test } from "vitest";

import { offlinePlugin } from "../../../provider/offline/plugin.ts";
import { attach } from "../../../provider/rpc/attach.ts";
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

test("a plugin that is loaded later is loaded once, by the first call or before it", async () => {
  const loads: string[] = [];
  const later = (name: string) => ({
    name,
    load: () => {
      loads.push(name);
      return Promise.resolve(offlinePlugin({ name, version: "1.2.3" }));
    },
  });
  const attached = await attach([later("docker"), later("cloudflare")]);
  const [docker = 0, cloudflare = 0] = [...attached.environment.PULUMI_DEBUG_PROVIDERS.matchAll(/:(\d+)/g)].map(([, port]) => Number(port));
  expect(loads).toEqual([]);
  expect(await versionAt(docker)).toBe("1.2.3");
  expect(loads).toEqual(["docker"]);
  await attached.load();
  expect(await versionAt(cloudflare)).toBe("1.2.3");
  expect(loads).toEqual(["docker", "cloudflare"]);
  await attached.close();
});

test("a plugin that cannot be loaded says why to whoever calls it", async () => {
  const attached = await attach([{ name: "docker", load: () => Promise.reject(new Error("there is no such module")) }]);
  const port = Number(/:(\d+)$/.exec(attached.environment.PULUMI_DEBUG_PROVIDERS)?.[1]);
  await expect(versionAt(port)).rejects.toThrow(/there is no such module/);
  await attached.close();
});
