import { once } from "node:events";

import { runAgent } from "../../../agents/runtime/agent.ts";
import { bootId, machineClock } from "../../../agents/runtime/clock.ts";
import { makeLog } from "../../../agents/runtime/log.ts";
import { runRounds } from "../../../agents/runtime/rounds.ts";
import { engineFacts, type EngineFacts } from "./facts.ts";
import { nodeServer } from "./server.ts";
import { nodeAgentSettings } from "./settings.ts";

/** The paths that the Compose document mounts. */
const paths = {
  events: process.env["EVENTS_FOLDER"] ?? "/homelab/events",
  state: process.env["STATE_FOLDER"] ?? "/homelab/state",
  memory: process.env["MEMORY_FOLDER"] ?? "/var/lib/node-agent",
  socket: process.env["DOCKER_SOCKET"] ?? "/var/run/docker.sock",
  heartbeat: process.env["HEARTBEAT_FILE"] ?? "/tmp/heartbeat",
};

await runAgent(async (signal, env) => {
  const settings = nodeAgentSettings(env);
  const log = makeLog(settings.LOG_LEVEL);
  let engine: EngineFacts | undefined;
  let lastRound = -Infinity;
  const server = nodeServer({
    node: settings.NODE_NAME,
    token: settings.TOKEN,
    version: env["VERSION"] ?? "development",
    boot: bootId(),
    ...paths,
    engine: () => engine,
    fresh: () => machineClock.mono() - lastRound < settings.HEARTBEAT_SECONDS * 3000,
    log,
  });
  server.listen(settings.LISTEN_ADDRESS);
  await once(server, "listening");
  log("info", "listening", { ...settings.LISTEN_ADDRESS, node: settings.NODE_NAME });
  await runRounds({
    seconds: settings.HEARTBEAT_SECONDS,
    heartbeat: paths.heartbeat,
    log,
    signal,
    round: async () => {
      const before = engine;
      engine = await engineFacts(paths.socket, new Date(), before);
      if (!engine.answers && before?.answers !== false) log("warning", "the engine does not answer", { reason: engine.reason });
      if (engine.answers && before?.answers === false) log("info", "the engine answers again");
      lastRound = machineClock.mono();
    },
  });
  server.closeAllConnections();
  server.close();
});
