import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type * as Grpc from "@grpc/grpc-js";
import type * as AnalyzerProto from "@pulumi/pulumi/proto/analyzer_pb.js";
import { ExpectedError } from "../../../setup/expected.ts";
import type { ComposedStack } from "./composition.ts";
import { configureRequest, settingsOf, type Overrides, type PolicySetting } from "./levels.ts";
import { analyzerProto, AnalyzerClient, Empty, grpc } from "./sdk.ts";

/** As the engine's: a stack travels in one message. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

type Client = InstanceType<typeof AnalyzerClient>;

/** The policy pack in a process of its own, spoken to as the engine does. */
export interface Pack {
  readonly client: Client;
  /** Tells it the stack it is asked about from now on; returns what its policies are set to, and which of them judge whole stacks. */
  configure(stack: ComposedStack, overrides?: Overrides): Promise<Configured>;
  close(): void;
}

/** The policies of the pack for one stack. */
export interface Configured {
  readonly policies: readonly AnalyzerProto.PolicyInfo[];
  readonly settings: ReadonlyMap<string, PolicySetting>;
}

/**
 * Starts the pack's executable in the folder of the program; it says the port on which it listens.
 * @throws ExpectedError with the pack's own words when it does not start
 */
export async function startPack(executable: string, cwd: string): Promise<Pack> {
  // The engine's address comes first; a pack without a way to log there has no use for it.
  const child = spawn(executable, ["127.0.0.1:0"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const end = endWith(child);
  try {
    const port = await portOf(child, executable);
    const limits = { "grpc.max_receive_message_length": LARGEST_MESSAGE, "grpc.max_send_message_length": LARGEST_MESSAGE };
    const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), limits);
    const close = (): void => {
      client.close();
      end();
    };
    return { client, configure: (stack, overrides) => configure(client, stack, overrides), close };
  } catch (error) {
    end();
    throw error;
  }
}

/** Ends the pack with this process, however that ends. */
function endWith(child: ChildProcess): () => void {
  const kill = (): void => void child.kill();
  const stop = (signal: NodeJS.Signals): void => process.exit(signal === "SIGINT" ? 130 : 143);
  process.once("exit", kill);
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return () => {
    process.off("exit", kill);
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    kill();
  };
}

async function portOf(child: ChildProcess, executable: string): Promise<number> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the pack has no output to read");
  let said = "";
  stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new ExpectedError(`cannot start ${executable}: ${error.message}`)));
    child.once("close", (code) =>
      reject(new ExpectedError(`the policy pack ended with ${code ?? "a signal"}: ${said.trim() || "it said nothing"}`)),
    );
    createInterface({ input: stdout }).once("line", (line) => {
      if (/^\d+$/.test(line)) resolve(Number(line));
      else reject(new ExpectedError(`the policy pack says ${JSON.stringify(line)}, and not on which port it listens`));
    });
  });
}

async function configure(client: Client, stack: ComposedStack, overrides?: Overrides): Promise<Configured> {
  const about = new analyzerProto.AnalyzerStackConfigureRequest();
  about.setStack(stack.name);
  about.setProject(stack.project);
  about.setOrganization("organization");
  about.setDryRun(true);
  const map = about.getConfigMap();
  for (const [key, value] of Object.entries(stack.settings)) map.set(key, value);
  await call((answer) => client.configureStack(about, answer));
  const info = await call<AnalyzerProto.AnalyzerInfo>((answer) => client.getAnalyzerInfo(new Empty(), answer));
  const settings = settingsOf(info, overrides);
  await call((answer) => client.configure(configureRequest(settings), answer));
  return { policies: info.getPoliciesList(), settings };
}

/** One call of the pack. */
export function call<Response>(
  start: (answer: (error: Grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}
