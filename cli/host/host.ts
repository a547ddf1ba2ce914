import { EngineLog } from "../../provider/rpc/engine-log.ts";
import { listen } from "../../provider/rpc/grpc.ts";
import type { Listening } from "../../provider/rpc/grpc.ts";
import { unary } from "../../provider/rpc/unary.ts";
import { requiredPackages } from "./packages.ts";
import { startProgram } from "./program.ts";
import type { RunningProgram } from "./program.ts";
import * as protocol from "./protocol.ts";

/** The Node.js language host that is served here has no version of its own. */
const VERSION = "0.1.0";

/**
 * Serves a Node.js language host inside this process, for one engine that this process starts and waits for. Pulumi's own is
 * started twice by every preview, looks through all of node_modules, starts a Node to find one module, and stands between the
 * program and the engine: a seventh of a preview's processor time. What it does for a program is all that this one does;
 * installing packages, converting and the like are left to Pulumi's.
 * @param env the environment of the engine, which is the program's
 * @returns `close` ends a program that still runs
 */
export async function serveHost(env: NodeJS.ProcessEnv): Promise<Listening> {
  let engineAddress = "";
  const running = new Set<RunningProgram>();
  const { empty, handshakeRequest, pluginInfo, requiredPackagesRequest, requiredPackagesResponse, runRequest, runResponse } = protocol;
  const methods = {
    Handshake: unary(handshakeRequest, empty, (request) => {
      ({ engineAddress } = request);
      return {};
    }),
    GetPluginInfo: unary(empty, pluginInfo, () => ({ version: VERSION })),
    GetRequiredPackages: unary(requiredPackagesRequest, requiredPackagesResponse, ({ info: [info] }) => ({
      packages: info === undefined ? [] : requiredPackages(info.rootDirectory),
    })),
    Run: unary(runRequest, runResponse, async (request) => {
      const log = new EngineLog(engineAddress);
      const program = startProgram(request, engineAddress, env, (line) => log.say(`${line}\n`));
      running.add(program);
      try {
        const ended = await program.ended;
        await log.flush();
        return ended;
      } finally {
        running.delete(program);
        log.close();
      }
    }),
    Cancel: unary(empty, empty, () => {
      for (const program of running) program.kill();
      return {};
    }),
  };
  const served = await listen(new Map(Object.entries(methods).map(([name, method]) => [`/pulumirpc.LanguageRuntime/${name}`, method])));
  return {
    ...served,
    close: async () => {
      for (const program of running) program.kill();
      await served.close();
    },
  };
}
