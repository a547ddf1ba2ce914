import { createRequire } from "node:module";

import type * as Grpc from "@grpc/grpc-js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type * as ProviderPb from "@pulumi/pulumi/proto/provider_pb.js";

import type { Plugin } from "./plugin.ts";
import { formatPath } from "./property-path.ts";
import { unwrapMap, wrapMap } from "./property-value.ts";
import type { PropertyMap, WireMap } from "./property-value.ts";

// `require`, because these are CommonJS: importing them as ES modules makes Node scan them for export names first.
const require = createRequire(import.meta.url);
const grpc = require("@grpc/grpc-js") as typeof Grpc;
const pb = require("@pulumi/pulumi/proto/provider_pb.js") as typeof ProviderPb;
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb.js") as {
  ResourceProviderService: Grpc.ServiceDefinition;
};
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb.js") as {
  PluginInfo: new () => { setVersion(version: string): void };
};
const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => object };
const struct = require("google-protobuf/google/protobuf/struct_pb.js") as { Struct: typeof Struct };

/** The same bound as the SDK's own servers: a document may be larger than the 4 MiB that gRPC allows by itself. */
const MESSAGE_BOUND_BYTES = 400 * 1024 * 1024;

/** A plugin that is being served. */
export interface Served {
  /** The port on the loopback address. */
  readonly port: number;
  /** Answers what is under way, then stops. */
  close(): Promise<void>;
}

/** Serves a plugin on a free port of the loopback address. Throws when no port can be bound. */
export async function serve(plugin: Plugin): Promise<Served> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MESSAGE_BOUND_BYTES,
    "grpc.max_send_message_length": MESSAGE_BOUND_BYTES,
  });
  server.addService(ResourceProviderService, handlers(plugin));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    close: () => new Promise((resolve) => server.tryShutdown(() => resolve())),
  };
}

type Answer = (request: never) => object | Promise<object>;

function handlers(plugin: Plugin): Grpc.UntypedServiceImplementation {
  const answers: Record<string, Answer> = {
    handshake: () => {
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    },
    attach: () => new Empty(),
    getPluginInfo: () => {
      const info = new PluginInfo();
      info.setVersion(plugin.version);
      return info;
    },
    getSchema: (request: ProviderPb.GetSchemaRequest) => {
      if (request.getVersion() !== 0) {
        throw new Error(`${plugin.name}: schema version ${request.getVersion()} is not known; allowed: 0`);
      }
      const response = new pb.GetSchemaResponse();
      response.setSchema(plugin.schema());
      return response;
    },
    checkConfig: async (request: ProviderPb.CheckRequest) => {
      const news = properties(request.getNews());
      const result = await plugin.checkConfig?.({ ...subject(request), olds: properties(request.getOlds()), news });
      return checkResponse(result ?? { inputs: news, failures: [] });
    },
    diffConfig: (request: ProviderPb.DiffRequest) => {
      // A changed configuration never replaces what the provider manages.
      void request;
      return new pb.DiffResponse();
    },
    configure: () => {
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    },
    check: async (request: ProviderPb.CheckRequest) =>
      checkResponse(
        await plugin.check({
          ...subject(request),
          olds: properties(request.getOlds()),
          news: properties(request.getNews()),
        }),
      ),
    diff: async (request: ProviderPb.DiffRequest) => diffResponse(await plugin.diff(diffRequest(request))),
    create: async (request: ProviderPb.CreateRequest) => {
      const inputs = properties(request.getProperties());
      const result = await plugin.create({ ...subject(request), inputs, preview: request.getPreview() });
      const response = new pb.CreateResponse();
      response.setId(result.id);
      response.setProperties(toStruct(result.outputs));
      return response;
    },
    read: async (request: ProviderPb.ReadRequest) => {
      const result = await plugin.read({
        ...subject(request),
        id: request.getId(),
        inputs: properties(request.getInputs()),
        outputs: properties(request.getProperties()),
      });
      const response = new pb.ReadResponse();
      response.setId(result.id);
      response.setInputs(toStruct(result.inputs));
      response.setProperties(toStruct(result.outputs));
      return response;
    },
    update: async (request: ProviderPb.UpdateRequest) => {
      const outputs = await plugin.update({ ...diffRequest(request), preview: request.getPreview() });
      const response = new pb.UpdateResponse();
      response.setProperties(toStruct(outputs));
      return response;
    },
    delete: async (request: ProviderPb.DeleteRequest) => {
      await plugin.delete({
        ...subject(request),
        id: request.getId(),
        oldInputs: properties(request.getOldInputs()),
        outputs: properties(request.getProperties()),
      });
      return new Empty();
    },
    invoke: async (request: ProviderPb.InvokeRequest) => {
      if (plugin.invoke === undefined) throw new Error(`${plugin.name}: there is no function ${request.getTok()}`);
      const response = new pb.InvokeResponse();
      response.setReturn(toStruct(await plugin.invoke(request.getTok(), properties(request.getArgs()))));
      return response;
    },
    cancel: async () => {
      await plugin.cancel?.();
      return new Empty();
    },
  };
  const service: Grpc.UntypedServiceImplementation = {};
  for (const [method, answer] of Object.entries(answers)) service[method] = unary(answer);
  return service;
}

function unary(answer: Answer): Grpc.handleUnaryCall<object, object> {
  return (call, callback) => {
    Promise.resolve(call.request as never)
      .then(answer)
      .then(
        (response) => callback(null, response),
        (error: unknown) => {
          callback({ code: grpc.status.UNKNOWN, details: error instanceof Error ? error.message : String(error) });
        },
      );
  };
}

function subject(request: { getUrn(): string; getType(): string; getName(): string }) {
  return { urn: request.getUrn(), type: request.getType(), name: request.getName() };
}

function diffRequest(request: ProviderPb.DiffRequest | ProviderPb.UpdateRequest) {
  const olds = properties(request.getOlds());
  return {
    ...subject(request),
    id: request.getId(),
    olds,
    oldInputs: request.hasOldInputs() ? properties(request.getOldInputs()) : olds,
    news: properties(request.getNews()),
  };
}

function checkResponse(result: Awaited<ReturnType<Plugin["check"]>>): ProviderPb.CheckResponse {
  const response = new pb.CheckResponse();
  response.setInputs(toStruct(result.inputs));
  for (const { property, reason } of result.failures) {
    const failure = new pb.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    response.addFailures(failure);
  }
  return response;
}

function diffResponse(result: Awaited<ReturnType<Plugin["diff"]>>): ProviderPb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = pb.PropertyDiff.Kind;
  const kinds = { add: [ADD, ADD_REPLACE], delete: [DELETE, DELETE_REPLACE], update: [UPDATE, UPDATE_REPLACE] } as const;
  const response = new pb.DiffResponse();
  response.setChanges(result.changes.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setHasdetaileddiff(true);
  const top = new Set<string>();
  const replaces = new Set<string>();
  for (const { path, kind } of result.changes) {
    const first = String(path[0]);
    const replace = result.replaceOn?.has(first) === true;
    top.add(first);
    if (replace) replaces.add(first);
    const detail = new pb.PropertyDiff();
    detail.setKind(kinds[kind][replace ? 1 : 0]);
    // The comparison was between inputs, so the engine must look the old value up among the inputs, too.
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(formatPath(path), detail);
  }
  response.setDiffsList([...top]);
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(replaces.size > 0 && result.deleteBeforeReplace === true);
  return response;
}

function properties(value: Struct | undefined): PropertyMap {
  return value === undefined ? {} : unwrapMap(value.toJavaScript() as WireMap);
}

function toStruct(map: PropertyMap): Struct {
  return struct.Struct.fromJavaScript(wrapMap(map) as never);
}
