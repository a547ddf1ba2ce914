import { createRequire } from "node:module";

import { credentials } from "@grpc/grpc-js";
import type { Client, ServiceError } from "@grpc/grpc-js";
import type * as StructPb from "google-protobuf/google/protobuf/struct_pb.js";
import type * as ProviderPb from "@pulumi/pulumi/proto/provider_pb.js";

// The SDK's generated code: what the engine's own messages look like, so that our wire is held against somebody else's.
const require = createRequire(import.meta.url);
export const pb = require("@pulumi/pulumi/proto/provider_pb.js") as typeof ProviderPb;
const { Struct } = require("google-protobuf/google/protobuf/struct_pb.js") as typeof StructPb;
const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => object };
const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb.js") as {
  ResourceProviderClient: new (address: string, security: unknown, options: object) => Client;
};

/** JSON with the wire's markers in it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonMap = Record<string, Json>;

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A secret as the engine sends it. */
export function secret(value: Json): Json {
  return { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value };
}

export function struct(map: JsonMap): StructPb.Struct {
  return Struct.fromJavaScript(map);
}

export function plain(value: StructPb.Struct | undefined): unknown {
  return value?.toJavaScript();
}

/** A client of one provider, with a call a method; every call ends in a response or an error with gRPC's code. */
export class ProviderClient {
  readonly #client: Client;

  constructor(port: number) {
    this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
    });
  }

  call<Response>(method: string, request: object = new Empty()): Promise<Response> {
    const methods = this.#client as unknown as Record<
      string,
      (request: object, done: (error: ServiceError | null, response: Response) => void) => void
    >;
    return new Promise((resolve, reject) => {
      methods[method]?.call(this.#client, request, (error, response) => {
        if (error === null) resolve(response);
        else reject(error);
      });
    });
  }

  /** Failures by the path that their text begins with. */
  async check(type: string, news: JsonMap, name = "it"): Promise<{ inputs: unknown; failures: Record<string, string> }> {
    const request = new pb.CheckRequest();
    address(request, type, name);
    request.setOlds(struct({}));
    request.setNews(struct(news));
    const response = await this.call<ProviderPb.CheckResponse>("check", request);
    const failures: Record<string, string> = {};
    for (const failure of response.getFailuresList()) {
      // The engine prints the value of a property that is named here.
      if (failure.getProperty() !== "") throw new Error(`the value of ${failure.getProperty()} would be printed`);
      const [path = "", ...reason] = failure.getReason().split(": ");
      failures[path] = reason.join(": ");
    }
    return { inputs: plain(response.getInputs()), failures };
  }

  async diff(type: string, olds: JsonMap, news: JsonMap): Promise<Diff> {
    const request = new pb.DiffRequest();
    address(request, type, "it");
    request.setId("id");
    request.setOldInputs(struct(olds));
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.call<ProviderPb.DiffResponse>("diff", request);
    const kinds = Object.fromEntries(Object.entries(pb.PropertyDiff.Kind).map(([name, kind]) => [kind, name]));
    const details: Record<string, string> = {};
    response.getDetaileddiffMap().forEach((detail, path) => {
      details[path] = kinds[detail.getKind()] ?? "";
      if (!detail.getInputdiff()) throw new Error(`${path} is not marked as a difference between inputs`);
    });
    return {
      changes: response.getChanges() === pb.DiffResponse.DiffChanges.DIFF_NONE ? "none" : "some",
      details,
      top: response.getDiffsList(),
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(type: string, inputs: JsonMap, preview: boolean): Promise<{ id: string; outputs: unknown }> {
    const request = new pb.CreateRequest();
    address(request, type, "it");
    request.setProperties(struct(inputs));
    request.setPreview(preview);
    const response = await this.call<ProviderPb.CreateResponse>("create", request);
    return { id: response.getId(), outputs: plain(response.getProperties()) };
  }

  async update(type: string, olds: JsonMap, news: JsonMap, preview: boolean): Promise<unknown> {
    const request = new pb.UpdateRequest();
    address(request, type, "it");
    request.setId("id");
    request.setOlds(struct(olds));
    request.setOldInputs(struct(olds));
    request.setNews(struct(news));
    request.setPreview(preview);
    return plain((await this.call<ProviderPb.UpdateResponse>("update", request)).getProperties());
  }

  async read(type: string, inputs: JsonMap): Promise<unknown> {
    const request = new pb.ReadRequest();
    address(request, type, "it");
    request.setId("id");
    request.setInputs(struct(inputs));
    request.setProperties(struct(inputs));
    return plain((await this.call<ProviderPb.ReadResponse>("read", request)).getProperties());
  }

  async delete(type: string, outputs: JsonMap): Promise<void> {
    const request = new pb.DeleteRequest();
    address(request, type, "it");
    request.setId("id");
    request.setProperties(struct(outputs));
    request.setOldInputs(struct(outputs));
    await this.call("delete", request);
  }

  close(): void {
    this.#client.close();
  }
}

export interface Diff {
  readonly changes: "none" | "some";
  /** Path → kind, as the engine is told. */
  readonly details: Record<string, string>;
  readonly top: string[];
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

function address(
  request: { setUrn(urn: string): unknown; setType(type: string): unknown; setName(name: string): unknown },
  type: string,
  name: string,
): void {
  request.setUrn(`urn:pulumi:vps::homelab::${type}::${name}`);
  request.setType(type);
  request.setName(name);
}
