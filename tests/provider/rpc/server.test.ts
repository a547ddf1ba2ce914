import { createRequire } from "node:module";
import { setTimeout as wait } from "node:timers/promises";

import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { ServiceDefinition } from "@grpc/grpc-js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import { afterEach, expect, test } from "vitest";

import { offlinePlugin } from "../../../provider/offline/plugin.ts";
import type { Plugin } from "../../../provider/rpc/plugin.ts";
import { serve } from "../../../provider/rpc/server.ts";
import type { Served } from "../../../provider/rpc/server.ts";
import { pb, ProviderClient } from "../support/client.ts";

const require = createRequire(import.meta.url);
const { PluginAttach } = require("@pulumi/pulumi/proto/plugin_pb.js") as {
  PluginAttach: new () => { setAddress(address: string): object };
};

const docker = offlinePlugin({ name: "docker", version: "5.2.0" });
const cleanUps: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function served(plugin: Partial<Plugin>, engine?: string): Promise<{ server: Served; client: ProviderClient }> {
  const server = await serve({ ...docker, ...plugin }, engine);
  const client = new ProviderClient(server.port);
  cleanUps.push(
    () => server.close(),
    () => client.close(),
  );
  return { server, client };
}

/** The engine's own service, as far as it takes sentences, and what it was told. */
async function engine(): Promise<{ address: string; told: string[] }> {
  const { EngineService } = require("@pulumi/pulumi/proto/engine_grpc_pb.js") as { EngineService: ServiceDefinition };
  const told: string[] = [];
  const server = new Server();
  server.addService(EngineService, {
    log: ({ request }: { request: LogRequest }, done: (error: null, response: object) => void) => {
      // Slower than the change, so that whoever does not wait loses the end.
      void wait(30).then(() => {
        told.push(`${request.getUrn()} ${request.getMessage()}`);
        done(null, new empties.Empty());
      });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  cleanUps.push(() => server.forceShutdown());
  return { address: `127.0.0.1:${port}`, told };
}

function failing(message: string): Partial<Plugin> {
  return { check: () => Promise.reject(new Error(message)) };
}

test("a document of several megabytes passes in both directions", async () => {
  const { client } = await served({});
  const news = { document: "x".repeat(5 * 1024 * 1024) };
  expect((await client.check("docker:index:Image", news)).inputs).toEqual(news);
});

test("a call that no plugin here answers is unimplemented, which the engine takes as an answer", async () => {
  const { client } = await served({});
  await expect(client.call("getMapping", new pb.GetMappingRequest())).rejects.toMatchObject({ code: 12 });
});

test("an error's message arrives whole, with its line breaks and its letters outside ASCII", async () => {
  const message = 'erste Zeile: „512m“ → 768m, 100%\nsecond "line"; #1 at /a?b&c';
  const { client } = await served(failing(message));
  await expect(client.check("docker:index:Image", {})).rejects.toMatchObject({ code: 2, details: message });
});

test("an error that would not fit into a header is cut", async () => {
  const { client } = await served(failing("ä".repeat(1_000_000)));
  await expect(client.check("docker:index:Image", {})).rejects.toMatchObject({ details: `${"ä".repeat(4000)}…` });
});

test("half of a character in an error does not end the connection", async () => {
  const { client } = await served(failing("half \ud83d here"));
  await expect(client.check("docker:index:Image", {})).rejects.toMatchObject({ details: "half \ufffd here" });
});

test("closing does not wait for a call that is still under way", async () => {
  const { server, client } = await served({ check: () => new Promise(() => undefined) });
  const checking = expect(client.check("docker:index:Image", {})).rejects.toThrow(/UNAVAILABLE|CANCELLED/);
  await client.call("getPluginInfo");
  await server.close();
  await checking;
});

const telling: Partial<Plugin> = {
  create: (request, say) => {
    say("pulling the image");
    say("waiting for health");
    return { id: "outline", outputs: request.inputs };
  },
};
const told = ["pulling the image", "waiting for health"].map((sentence) => `urn:pulumi:vps::homelab::docker:index:Image::it ${sentence}`);

test("what a change tells the person is at the engine before the change has ended", async () => {
  const listening = await engine();
  const { client } = await served(telling, listening.address);
  await client.create("docker:index:Image", {}, false);
  expect(listening.told).toEqual(told);
});

test("a plugin inside a command tells the engine that attached to it, whatever the command's arguments are", async () => {
  const listening = await engine();
  const argument = process.argv[2];
  process.argv[2] = "127.0.0.1:1";
  cleanUps.push(() => {
    if (argument === undefined) process.argv.splice(2);
    else process.argv[2] = argument;
  });
  const { client } = await served(telling);
  await client.call("attach", new PluginAttach().setAddress(listening.address));
  await client.create("docker:index:Image", {}, false);
  expect(listening.told).toEqual(told);
});

test("a change ends well when no engine takes what it tells", async () => {
  const { client } = await served(telling, "127.0.0.1:1");
  expect(await client.create("docker:index:Image", {}, false)).toEqual({ id: "outline", outputs: {} });
});
