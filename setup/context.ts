import type { Places } from "./places.ts";

/** What every step of setup is given. */
export interface SetupContext {
  readonly places: Places;
  readonly env: NodeJS.ProcessEnv;
  /** Ask again for what could not be had the last time (`--retry`). */
  readonly retry: boolean;
  /** Says one sentence to the person. */
  readonly say: (sentence: string) => void;
  /** Whether Pulumi's download host answers; asked once a run, and only by a step that needs it. */
  readonly online: () => Promise<boolean>;
}

/** The folder of the checkout that holds a Go module of ours: one for the engine, one for the language host. */
export type EngineModule = "pulumi" | "nodejs-host";
