// First of all: it keeps the SDK from loading what no program of this project uses.
import "../../../src/start/lean.mjs";
import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";
import type * as Pulumi from "@pulumi/pulumi";
import type * as AnalyzerRpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import type * as AnalyzerProto from "@pulumi/pulumi/proto/analyzer_pb.js";
import type * as EmptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import type * as ResourceProto from "@pulumi/pulumi/proto/resource_pb.js";
import type * as StructProto from "google-protobuf/google/protobuf/struct_pb.js";

const require = createRequire(import.meta.url);

/** The SDK that the program imports too. */
export const pulumi = require("@pulumi/pulumi") as typeof Pulumi;
export const grpc = require("@grpc/grpc-js") as typeof Grpc;
export const resourceProto = require("@pulumi/pulumi/proto/resource_pb.js") as typeof ResourceProto;
export const analyzerProto = require("@pulumi/pulumi/proto/analyzer_pb.js") as typeof AnalyzerProto;
export const { AnalyzerClient } = require("@pulumi/pulumi/proto/analyzer_grpc_pb.js") as typeof AnalyzerRpc;
export const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js") as typeof StructProto;
export const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js") as typeof EmptyProto;

/** The part of the SDK's state of one run that has no public setter. */
interface RunState {
  readonly settings: { engine?: unknown; readonly options: { rootDirectory?: string } };
}

const state = require("@pulumi/pulumi/runtime/state.js") as {
  withLocalStorage<T>(callback: () => Promise<T>): Promise<T>;
  getStore(): RunState;
};

/** Runs something with a state of its own: the SDK keeps settings, stack and monitor there, which is how it runs many programs in one process. */
export function withOwnState<T>(run: (state: RunState) => Promise<T>): Promise<T> {
  return state.withLocalStorage(() => run(state.getStore()));
}
