import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { EngineLog } from "./engine-log.ts";
import type { CheckResult, DiffResult, Plugin, Say } from "./plugin.ts";
import { formatPath } from "./property-path.ts";
import { propertiesOf, structOf } from "./struct.ts";

/** A plugin that is served. */
export interface Served {
  /** The port on the loopback address. */
  readonly port: number;
  /** Loads a plugin that is still to be loaded, before the engine's first call. */
  load(): Promise<void>;
  /** Ends every connection and stops. */
  close(): Promise<void>;
}

/** As much as the SDK's own servers allow. */
const MESSAGE_BOUND_BYTES = 400 * 1024 * 1024;
/** An error's message is sent as a header, whose size the other side bounds. */
const ERROR_BOUND_CHARACTERS = 4000;

/**
 * Serves a plugin to the engine on a free port of the loopback address. Throws when no port can be bound.
 * @param plugin or how to get it, for one that is loaded while the engine starts
 * @param engine where the engine listens, when it is known before the engine says so itself
 */
export async function serve(plugin: Plugin | (() => Promise<Plugin>), engine?: string): Promise<Served> {
  let known: Promise<Plugin> | undefined;
  const load = (): Promise<Plugin> => (known ??= typeof plugin === "function" ? plugin() : Promise.resolve(plugin));
  const log = new EngineLog();
  log.connectTo(engine);
  const server = new Server({
    "grpc.max_receive_message_length": MESSAGE_BOUND_BYTES,
    "grpc.max_send_message_length": MESSAGE_BOUND_BYTES,
  });
  server.addService(services.ResourceProviderService, methods(load, log));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    port,
    load: async () => {
      await load();
    },
    close: () => {
      server.forceShutdown();
      log.close();
      return Promise.resolve();
    },
  };
}

/** Calls that are not listed are answered with "unimplemented", which the engine takes as an answer. */
function methods(load: () => Promise<Plugin>, log: EngineLog): UntypedServiceImplementation {
  /** Answers once the plugin is loaded. What is thrown becomes the call's error. */
  function unary<Request, Response>(
    answer: (request: Request, plugin: Plugin) => Response | Promise<Response>,
  ): handleUnaryCall<Request, Response> {
    return ({ request }, done) => {
      load()
        .then((plugin) => answer(request, plugin))
        .then(
          (response) => done(null, response),
          (error: unknown) => done({ code: status.UNKNOWN, details: reasonOf(error) }),
        );
    };
  }

  /** Runs a change of a resource; what it told the person at the engine is there before the answer is. */
  async function telling<Result>(urn: string, change: (say: Say) => Result | Promise<Result>): Promise<Result> {
    try {
      return await change((sentence) => log.say(sentence, urn));
    } finally {
      await log.flush();
    }
  }

  return {
    handshake: unary((request) => {
      log.connectTo(request.getEngineAddress());
      return new messages.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary((request) => {
      log.connectTo(request.getAddress());
      return new empties.Empty();
    }),
    getPluginInfo: unary((_, plugin) => new pluginMessages.PluginInfo().setVersion(plugin.version)),
    getSchema: unary((request, plugin) => {
      const version = request.getVersion();
      if (version === 0) return new messages.GetSchemaResponse().setSchema(plugin.schema());
      throw new Error(`${plugin.name}: schema version ${version} is not known; allowed: 0`);
    }),
    checkConfig: unary(async (request, plugin) => {
      const news = propertiesOf(request.getNews());
      return checked((await plugin.checkConfig?.({ ...subject(request), news })) ?? { inputs: news, failures: [] });
    }),
    // No setting of a provider replaces what it manages.
    diffConfig: unary(() => new messages.DiffResponse()),
    configure: unary(() => new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true)),
    check: unary(async (request, plugin) => checked(await plugin.check({ ...subject(request), news: propertiesOf(request.getNews()) }))),
    diff: unary(async (request, plugin) => detailed(await plugin.diff({ ...subject(request), ...updated(request) }))),
    create: unary(async (request, plugin) => {
      const inputs = propertiesOf(request.getProperties());
      const { id, outputs } = await telling(request.getUrn(), (say) =>
        plugin.create({ ...subject(request), inputs, preview: request.getPreview() }, say),
      );
      return new messages.CreateResponse().setId(id).setProperties(structOf(outputs));
    }),
    read: unary(async (request, plugin) => {
      const inputs = propertiesOf(request.getInputs());
      const read = await plugin.read({ ...subject(request), id: request.getId(), inputs });
      return new messages.ReadResponse().setId(read.id).setInputs(structOf(read.inputs)).setProperties(structOf(read.outputs));
    }),
    update: unary(async (request, plugin) => {
      const outputs = await telling(request.getUrn(), (say) =>
        plugin.update({ ...subject(request), ...updated(request), preview: request.getPreview() }, say),
      );
      return new messages.UpdateResponse().setProperties(structOf(outputs));
    }),
    delete: unary(async (request, plugin) => {
      const oldInputs = propertiesOf(request.getOldInputs());
      await telling(request.getUrn(), (say) => plugin.delete({ ...subject(request), id: request.getId(), oldInputs }, say));
      return new empties.Empty();
    }),
    invoke: unary(async (request, plugin) => {
      const token = request.getTok();
      if (plugin.invoke === undefined) throw new Error(`${plugin.name}: there is no function ${JSON.stringify(token)}`);
      return new messages.InvokeResponse().setReturn(structOf(await plugin.invoke(token, propertiesOf(request.getArgs()))));
    }),
    cancel: unary(async (_, plugin) => {
      await plugin.cancel?.();
      return new empties.Empty();
    }),
  } satisfies Partial<IResourceProviderServer>;
}

/** What every request about a resource names. */
function subject(request: { getUrn(): string; getType(): string; getName(): string }): { urn: string; type: string; name: string } {
  return { urn: request.getUrn(), type: request.getType(), name: request.getName() };
}

function updated(request: messages.DiffRequest | messages.UpdateRequest) {
  return { id: request.getId(), oldInputs: propertiesOf(request.getOldInputs()), news: propertiesOf(request.getNews()) };
}

function checked({ inputs, failures }: CheckResult): messages.CheckResponse {
  return new messages.CheckResponse()
    .setInputs(structOf(inputs))
    .setFailuresList(failures.map(({ property, reason }) => new messages.CheckFailure().setProperty(property).setReason(reason)));
}

function detailed({ changes, replaceOn, deleteBeforeReplace }: DiffResult): messages.DiffResponse {
  const { DiffChanges } = messages.DiffResponse;
  const { Kind } = messages.PropertyDiff;
  const kinds = { add: Kind.ADD, update: Kind.UPDATE, delete: Kind.DELETE };
  const replacingKinds = { add: Kind.ADD_REPLACE, update: Kind.UPDATE_REPLACE, delete: Kind.DELETE_REPLACE };
  const diffs = new Set(changes.map(({ path }) => String(path[0])));
  const replaces = new Set([...diffs].filter((name) => replaceOn?.has(name) === true));
  const response = new messages.DiffResponse()
    .setChanges(changes.length === 0 ? DiffChanges.DIFF_NONE : DiffChanges.DIFF_SOME)
    .setDiffsList([...diffs])
    .setReplacesList([...replaces])
    .setDeletebeforereplace(replaces.size > 0 && deleteBeforeReplace === true)
    .setHasdetaileddiff(true);
  for (const { path, kind } of changes) {
    const of = (replaces.has(String(path[0])) ? replacingKinds : kinds)[kind];
    // The comparison was between inputs, so the engine must look the old value up among the inputs, too.
    response.getDetaileddiffMap().set(formatPath(path), new messages.PropertyDiff().setKind(of).setInputdiff(true));
  }
  return response;
}

function reasonOf(error: unknown): string {
  // `toWellFormed`, because a half of a surrogate pair cannot be sent.
  const reason = (error instanceof Error ? error.message : String(error)).toWellFormed();
  return reason.length > ERROR_BOUND_CHARACTERS ? `${reason.slice(0, ERROR_BOUND_CHARACTERS)}…` : reason;
}
