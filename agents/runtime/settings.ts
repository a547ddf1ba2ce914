import { z } from "zod";

import { nodeName } from "../events/index.ts";

/** Ends with this when a setting is wrong: EX_CONFIG of sysexits.h, which no program ends with by accident. */
export const EXIT_BAD_SETTINGS = 78;

/** The settings are wrong: every problem, each with the variable's name and never with its value. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the settings are wrong: ${problems.join("; ")}`);
    this.problems = problems;
  }
}

/** A whole number in an environment variable. */
export function wholeNumber(bounds: { readonly min: number; readonly max: number; readonly unit: string; readonly byDefault: number }) {
  const allowed = `allowed: ${bounds.min} to ${bounds.max} ${bounds.unit}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, `no whole number; ${allowed}`)
    .transform(Number)
    .refine((number) => number >= bounds.min && number <= bounds.max, allowed)
    .default(bounds.byDefault);
}

/** A secret in an environment variable: long enough that nobody guesses it. */
export function secret(what: string) {
  return z.string(`missing; fix: ${what}`).min(16, "shorter than 16 characters; fix: openssl rand -hex 32");
}

/** `address:port` to listen on; IPv6 addresses in brackets. */
export const listenAddress = z
  .string()
  .regex(/^(?:\[[0-9a-fA-F:]+\]|[0-9.]+):\d{1,5}$/, "no address with a port; for example 0.0.0.0:9465")
  .transform((text) => {
    const at = text.lastIndexOf(":");
    return { host: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
  })
  .refine(({ port }) => port <= 65_535, "no port; allowed: 0 to 65535");

/** What every agent has. */
export const commonSettings = {
  NODE_NAME: z.string("missing; fix: the host's override names the node").pipe(nodeName),
  LOG_LEVEL: z.enum(["debug", "info", "warning", "error"], "allowed: debug, info, warning, error").default("info"),
};

/**
 * Reads the settings of an agent from its environment. An empty variable counts as unset, as Compose passes `${NAME:-}`.
 * @throws SettingsError with all problems at once
 */
export function readSettings<Shape extends z.ZodRawShape>(shape: Shape, env: NodeJS.ProcessEnv): z.infer<z.ZodObject<Shape>> {
  const set = Object.fromEntries(
    Object.keys(shape).flatMap((name) => (env[name] === undefined || env[name] === "" ? [] : [[name, env[name]]])),
  );
  const result = z.object(shape).safeParse(set);
  if (result.success) return result.data;
  throw new SettingsError(result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
}
