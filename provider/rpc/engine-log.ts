import { credentials, Metadata } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/engine_pb.js";

/** Nobody waits longer for a sentence that the engine does not take. */
const PATIENCE_MS = 2_000;

/** Shows sentences to the person at the engine. Nothing of it ever fails: without an engine that answers, nothing happens. */
export class EngineLog {
  #address: string | undefined;
  #client: services.EngineClient | undefined;
  readonly #open = new Set<Promise<void>>();

  /** @param address where the engine listens, `127.0.0.1:4711`; until one is known nothing is shown */
  connectTo(address: string | undefined): void {
    if (address === undefined || address === this.#address || !/^[\w.-]+:\d+$/.test(address)) return;
    this.close();
    this.#address = address;
  }

  /** @param urn the resource that it is about */
  say(message: string, urn: string): void {
    if (this.#address === undefined) return;
    this.#client ??= new services.EngineClient(this.#address, credentials.createInsecure(), { "grpc.enable_http_proxy": 0 });
    const client = this.#client;
    const request = new messages.LogRequest();
    request.setSeverity(messages.LogSeverity.INFO).setMessage(message).setUrn(urn);
    const taken = new Promise<void>((resolve) => {
      client.log(request, new Metadata(), { deadline: Date.now() + PATIENCE_MS }, () => resolve());
    });
    this.#open.add(taken);
    void taken.then(() => this.#open.delete(taken));
  }

  /** Waits until the engine has taken what it was told. */
  async flush(): Promise<void> {
    await Promise.all(this.#open);
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }
}
