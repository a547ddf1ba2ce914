import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import {
  AnalyzeRequest,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzerStackConfigureRequest,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
  type AnalyzeResponse,
  type AnalyzerInfo,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";

import type { NamedResource } from "../../../policy/ask.ts";
import type { AskedStack } from "../../../policy/stack.ts";

/** What the engine would be told. */
export interface Reported {
  readonly policy: string;
  readonly level: string;
  readonly about: string | undefined;
  readonly message: string;
}

type Values = Record<string, struct.JavaScriptValue>;

/** The policy pack in a process of its own, asked over gRPC as the engine asks it. */
export class PackProcess implements Disposable {
  readonly client: AnalyzerClient;
  readonly #end: () => void;

  private constructor(client: AnalyzerClient, end: () => void) {
    this.client = client;
    this.#end = end;
  }

  /** Starts a command that prints the port on which the pack listens. */
  static async start(file: string, args: readonly string[], cwd: string): Promise<PackProcess> {
    const child = spawn(file, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const client = new AnalyzerClient(`127.0.0.1:${port.toString().trim()}`, credentials.createInsecure());
    return new PackProcess(client, () => {
      client.close();
      child.kill();
    });
  }

  /** The pack's executable. The engine starts it in the folder of the program, wherever that is. */
  static executable(): Promise<PackProcess> {
    return PackProcess.start(path.resolve(import.meta.dirname, "../../../policy/pulumi-analyzer-homelab"), ["127.0.0.1:1"], "/");
  }

  info(): Promise<AnalyzerInfo> {
    return answer((done) => this.client.getAnalyzerInfo(new empty.Empty(), done));
  }

  /**
   * Tells it the stack, then the settings of every policy as the engine makes them: what the policy's schema says, the pack's own
   * configuration for the stack, and what goes before both.
   */
  async configure(stack: AskedStack, own: Readonly<Record<string, object>> = {}): Promise<void> {
    const about = new AnalyzerStackConfigureRequest();
    about.setStack(stack.name);
    about.setProject("homelab");
    const settings = about.getConfigMap();
    for (const [key, value] of Object.entries(stack.settings)) settings.set(key, value);
    await answer((done) => this.client.configureStack(about, done));
    const info = await this.info();
    const request = new ConfigureAnalyzerRequest();
    for (const policy of info.getPoliciesList()) {
      const name = policy.getName();
      const initial = info.getInitialconfigMap().get(name);
      const schema = (policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {}) as Record<
        string,
        { default?: struct.JavaScriptValue }
      >;
      const defaults = Object.fromEntries(
        Object.entries(schema).flatMap(([key, value]) => (value.default === undefined ? [] : [[key, value.default]])),
      );
      const one = new PolicyConfig();
      one.setEnforcementlevel(initial?.getEnforcementlevel() ?? policy.getEnforcementlevel());
      one.setProperties(struct.Struct.fromJavaScript({ ...defaults, ...initial?.getProperties()?.toJavaScript(), ...own[name] }));
      request.getPolicyconfigMap().set(name, one);
    }
    await answer((done) => this.client.configure(request, done));
  }

  /** Everything it reports about the resources of a stack: about each of them, then about all of them together. */
  async report(resources: readonly NamedResource[]): Promise<Reported[]> {
    const messages = resources.map((resource) => ({ resource, properties: properties(resource) }));
    const each = messages.map(async ({ resource, properties: known }) => {
      const response = await answer<AnalyzeResponse>((done) => this.client.analyze(describe(new AnalyzeRequest(), resource, known), done));
      return reported(response, resource.name);
    });
    const request = new AnalyzeStackRequest();
    request.setResourcesList(messages.map(({ resource, properties: known }) => describe(new AnalyzerResource(), resource, known)));
    const together = await answer<AnalyzeResponse>((done) => this.client.analyzeStack(request, done));
    return [...(await Promise.all(each)).flat(), ...reported(together, undefined)];
  }

  [Symbol.dispose](): void {
    this.#end();
  }
}

function properties({ props }: NamedResource): struct.Struct {
  return struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(props)) as Values);
}

function describe<Request extends AnalyzeRequest | AnalyzerResource>(
  request: Request,
  { type, name, urn, opts }: NamedResource,
  known: struct.Struct,
): Request {
  request.setType(type);
  request.setName(name);
  request.setUrn(urn);
  request.setProperties(known);
  const options = new AnalyzerResourceOptions();
  options.setProtect(opts?.protect ?? false);
  options.setIgnorechangesList([...(opts?.ignoreChanges ?? [])]);
  options.setDeletebeforereplace(opts?.deleteBeforeReplace ?? false);
  options.setDeletebeforereplacedefined(opts?.deleteBeforeReplace !== undefined);
  request.setOptions(options);
  return request;
}

function reported(response: AnalyzeResponse, about: string | undefined): Reported[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === EnforcementLevel.ADVISORY ? "advisory" : "mandatory",
    about: about ?? (diagnostic.getUrn() === "" ? undefined : diagnostic.getUrn().split("::").at(-1)),
    // The SDK puts the description of the policy before what it reports.
    message: diagnostic.getMessage().split("\n").slice(1).join("\n"),
  }));
}

function answer<Response>(start: (done: (error: ServiceError | null, response: Response) => void) => unknown): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}
