/** A provider that does nothing, as fast as the protocol lets it: what the engine alone costs is measured with it. */
import * as grpc from "@grpc/grpc-js";
import type * as EmptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { createRequire } from "node:module";
import type * as PluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import type * as ProviderProto from "@pulumi/pulumi/proto/provider_pb.js";

// CommonJS files without types of their own for the service definitions.
const require = createRequire(import.meta.url);
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb.js") as {
  ResourceProviderService: grpc.ServiceDefinition;
};
const pb = require("@pulumi/pulumi/proto/provider_pb.js") as typeof ProviderProto;
const plugin = require("@pulumi/pulumi/proto/plugin_pb.js") as typeof PluginProto;
const empty = require("google-protobuf/google/protobuf/empty_pb.js") as typeof EmptyProto;

interface Call {
  readonly request: { getNews(): never; getProperties(): never };
}
type Reply = grpc.sendUnaryData<unknown>;

const answers: Record<string, (call: Call) => unknown> = {
  handshake: () => new pb.ProviderHandshakeResponse(),
  getPluginInfo: () => {
    const info = new plugin.PluginInfo();
    info.setVersion("0.0.1");
    return info;
  },
  checkConfig: (call) => checked(call),
  diffConfig: () => new pb.DiffResponse(),
  configure: () => {
    const response = new pb.ConfigureResponse();
    response.setSupportspreview(true);
    response.setAcceptresources(true);
    return response;
  },
  check: (call) => checked(call),
  diff: () => new pb.DiffResponse(),
  create: (call) => {
    const response = new pb.CreateResponse();
    response.setProperties(call.request.getProperties());
    return response;
  },
  attach: () => new empty.Empty(),
  cancel: () => new empty.Empty(),
};

function checked(call: Call): unknown {
  const response = new pb.CheckResponse();
  response.setInputs(call.request.getNews());
  return response;
}

const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
server.addService(
  ResourceProviderService,
  Object.fromEntries(
    Object.keys(ResourceProviderService).map((method) => [
      method,
      (call: Call, reply: Reply) => {
        const answer = answers[method];
        if (answer === undefined) reply({ code: grpc.status.UNIMPLEMENTED, details: method });
        else reply(null, answer(call));
      },
    ]),
  ),
);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
