import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bringsPassphrase } from "./passphrase.ts";
import type { Places } from "./places.ts";
import { personalPulumiHome } from "./places.ts";

/** The backend: the person's choice, else a folder of this checkout. */
export function backendUrl(places: Places, env: NodeJS.ProcessEnv): string {
  const own = env["PULUMI_BACKEND_URL"];
  return own !== undefined && own !== "" ? own : pathToFileURL(places.state).href;
}

/** The variables under which the engine runs, without the choice of plugins. */
export function baseEnvironment(places: Places, env: NodeJS.ProcessEnv): Record<string, string> {
  const own = env["PULUMI_BACKEND_URL"];
  return {
    PULUMI_BACKEND_URL: backendUrl(places, env),
    PULUMI_HOME: places.pulumiHome,
    // A backend of the person's own may need the login that lies in their Pulumi folder.
    ...(own !== undefined && own !== "" && !own.startsWith("file:") && env["PULUMI_CREDENTIALS_PATH"] === undefined
      ? { PULUMI_CREDENTIALS_PATH: personalPulumiHome(env) }
      : {}),
    ...(bringsPassphrase(env) ? {} : { PULUMI_CONFIG_PASSPHRASE_FILE: places.passphrase }),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NODE_COMPILE_CACHE: env["NODE_COMPILE_CACHE"] ?? join(places.cache, "compile"),
  };
}
