import { commonSettings, listenAddress, readSettings, secret, wholeNumber } from "../../../agents/runtime/settings.ts";

/** The settings of node-agent, from its environment; `env.example` describes them for people. */
export type Settings = ReturnType<typeof nodeAgentSettings>;

/** @throws SettingsError with all problems at once */
export function nodeAgentSettings(env: NodeJS.ProcessEnv) {
  return readSettings(
    {
      ...commonSettings,
      LISTEN_ADDRESS: listenAddress,
      TOKEN: secret("NODE_AGENT_TOKEN in the .env, the bearer token that a reader shows"),
      HEARTBEAT_SECONDS: wholeNumber({ min: 5, max: 3600, unit: "seconds", byDefault: 30 }),
    },
    env,
  );
}
