import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Message } from "../../provider/rpc/message.ts";
import type { runRequest, runResponse } from "./protocol.ts";

/** What the SDK ends with when it has told the person what is wrong. */
const EXPLAINED = 32;

/** A program on its way. */
export interface RunningProgram {
  /** Why it did not end well: nothing, words, or only that it has said so itself. Never rejects. */
  readonly ended: Promise<Partial<Message<typeof runResponse>>>;
  /** Ends it at once. */
  kill(): void;
}

/**
 * Starts a Pulumi program as the Node.js language host does: the SDK's own `cmd/run` with the engine's addresses, the settings in
 * the environment, what Pulumi.yaml says in `nodeargs` before it.
 * @param say gets each line that it prints
 */
export function startProgram(
  request: Message<typeof runRequest>,
  engineAddress: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): RunningProgram {
  const info = request.info[0];
  const root = info?.rootDirectory ?? request.pwd;
  const nodeArguments = info?.options["nodeargs"];
  const child = spawn(
    process.execPath,
    [
      ...(typeof nodeArguments === "string" ? nodeArguments.split(/\s+/).filter((one) => one !== "") : []),
      createRequire(join(root, "package.json")).resolve("@pulumi/pulumi/cmd/run"),
      ...["--monitor", request.monitorAddress, "--engine", engineAddress, "--project", request.project, "--stack", request.stack],
      ...["--pwd", request.pwd, "--root-directory", root, "--parallel", String(request.parallel)],
      ...(request.organization === "" ? [] : ["--organization", request.organization]),
      ...(request.dryRun ? ["--dry-run"] : []),
      // Without a name Node looks it up in package.json.
      info?.entryPoint === undefined || info.entryPoint === "" ? "." : info.entryPoint,
      ...request.args,
    ],
    {
      cwd: request.pwd,
      env: {
        ...env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.config.map(({ key, value }) => [key, value]))),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.configSecretKeys),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => (line.trim() === "" ? undefined : say(line)));
  return { ended: endOf(child), kill: () => void child.kill("SIGKILL") };
}

function endOf(child: ChildProcess): Promise<Partial<Message<typeof runResponse>>> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ error: `the program cannot be started: ${error.message}` }));
    child.once("close", (code, signal) => {
      if (code === 0) resolve({});
      else if (code === EXPLAINED) resolve({ bail: true });
      else
        resolve({
          error: code === null ? `the program was ended by ${signal ?? "a signal"}` : `the program exited with non-zero exit code: ${code}`,
        });
    });
  });
}
