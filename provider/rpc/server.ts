import { listen } from "./grpc.ts";
import type { Listening, Method } from "./grpc.ts";
import type { Message } from "./message.ts";
import type { DiffResult, Plugin } from "./plugin.ts";
import { formatPath } from "./property-path.ts";
import * as protocol from "./protocol.ts";
import { unary } from "./unary.ts";

/**
 * Serves a plugin on a free port of the loopback address. Throws when no port can be bound.
 * @param plugin or how to get it, for one that is loaded while the engine starts
 */
export function serve(plugin: Plugin | (() => Promise<Plugin>)): Promise<Listening> {
  return listen(typeof plugin === "function" ? async () => byPath(await plugin()) : byPath(plugin));
}

function byPath(plugin: Plugin): ReadonlyMap<string, Method> {
  return new Map(Object.entries(methods(plugin)).map(([name, method]) => [`/pulumirpc.ResourceProvider/${name}`, method]));
}

function methods(plugin: Plugin): Record<string, Method> {
  const { empty } = protocol;
  return {
    Handshake: unary(empty, protocol.handshakeResponse, () => ({ acceptSecrets: true })),
    // A debugger's way in: nothing is kept of the engine's address, since nothing is ever sent to it.
    Attach: unary(empty, empty, () => ({})),
    GetPluginInfo: unary(empty, protocol.pluginInfo, () => ({ version: plugin.version })),
    GetSchema: unary(protocol.getSchemaRequest, protocol.getSchemaResponse, ({ version }) => {
      if (version === 0) return { schema: plugin.schema() };
      throw new Error(`${plugin.name}: schema version ${version} is not known; allowed: 0`);
    }),
    CheckConfig: unary(protocol.checkRequest, protocol.checkResponse, (request) =>
      plugin.checkConfig === undefined ? { inputs: request.news } : plugin.checkConfig(request),
    ),
    // No setting of a provider replaces what it manages.
    DiffConfig: unary(empty, protocol.diffResponse, () => ({})),
    Configure: unary(empty, protocol.configureResponse, () => ({ acceptSecrets: true, supportsPreview: true })),
    Check: unary(protocol.checkRequest, protocol.checkResponse, (request) => plugin.check(request)),
    Diff: unary(protocol.diffRequest, protocol.diffResponse, async (request) => detailed(await plugin.diff(request))),
    Create: unary(protocol.createRequest, protocol.createResponse, (request) => plugin.create(request)),
    Read: unary(protocol.readRequest, protocol.readResponse, (request) => plugin.read(request)),
    Update: unary(protocol.updateRequest, protocol.updateResponse, async (request) => ({
      outputs: await plugin.update(request),
    })),
    Delete: unary(protocol.deleteRequest, empty, async (request) => {
      await plugin.delete(request);
      return {};
    }),
    Invoke: unary(protocol.invokeRequest, protocol.invokeResponse, async ({ token, args }) => {
      if (plugin.invoke !== undefined) return { return: await plugin.invoke(token, args) };
      throw new Error(`${plugin.name}: there is no function ${JSON.stringify(token)}`);
    }),
    Cancel: unary(empty, empty, async () => {
      await plugin.cancel?.();
      return {};
    }),
  };
}

function detailed({ changes, replaceOn, deleteBeforeReplace }: DiffResult): Partial<Message<typeof protocol.diffResponse>> {
  const { diffKinds, diffChanges, replacing } = protocol;
  const diffs = new Set(changes.map(({ path }) => String(path[0])));
  const replaces = new Set([...diffs].filter((name) => replaceOn?.has(name) === true));
  const kinds = new Map(
    changes.map(({ path, kind }) => [formatPath(path), diffKinds[kind] + (replaces.has(String(path[0])) ? replacing : 0)]),
  );
  return {
    changes: changes.length === 0 ? diffChanges.none : diffChanges.some,
    diffs: [...diffs],
    replaces: [...replaces],
    deleteBeforeReplace: replaces.size > 0 && deleteBeforeReplace === true,
    hasDetailedDiff: true,
    // The comparison was between inputs, so the engine must look the old value up among the inputs, too.
    detailedDiff: [...kinds].map(([key, kind]) => ({ key, value: [{ kind, inputDiff: true }] })),
  };
}
