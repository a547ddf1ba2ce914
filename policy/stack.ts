import { createRequire } from "node:module";

/** The stack that the pack is asked about. */
export interface AskedStack {
  readonly name: string;
  /** Its settings by key (`homelab:publicZoneId`), without those that are secret. */
  readonly settings: Readonly<Record<string, string>>;
}

interface ConfigureRequest {
  getStack(): string;
  getConfigMap(): { forEach(each: (value: string, key: string) => void): void };
  getConfigSecretKeysList(): string[];
}

interface Service {
  configureStack: { requestDeserialize(bytes: Buffer): ConfigureRequest };
}

let asked: AskedStack | undefined;

/** The stack that the pack is asked about; undefined when the engine has not said it (a pack that is published has none). */
export function askedStack(): AskedStack | undefined {
  return asked;
}

/** Sets the stack that the pack is asked about. */
export function rememberStack(stack: AskedStack): void {
  asked = stack;
}

/**
 * Listens for the stack. The engine tells it to the pack in `ConfigureStack`, before it asks for the policies, and the SDK
 * keeps only the tags of it. Has to run before the pack is served.
 * @param then Called with the stack, before the policies are asked for.
 */
export function listenForStack(then: (stack: AskedStack) => void): void {
  const { AnalyzerService } = createRequire(import.meta.url)("@pulumi/pulumi/proto/analyzer_grpc_pb.js") as { AnalyzerService: Service };
  const method = AnalyzerService.configureStack;
  const read = method.requestDeserialize.bind(method);
  method.requestDeserialize = (bytes) => {
    const request = read(bytes);
    const stack = stackOf(request);
    rememberStack(stack);
    then(stack);
    return request;
  };
}

function stackOf(request: ConfigureRequest): AskedStack {
  const secret = new Set(request.getConfigSecretKeysList());
  const settings: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => {
    if (!secret.has(key)) settings[key] = value;
  });
  return { name: request.getStack(), settings };
}
