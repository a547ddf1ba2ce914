import { readFileSync } from "node:fs";
import path from "node:path";

import { PolicyPack, type PolicyPackConfig } from "@pulumi/policy";

import { ProblemError } from "../compose/problem.ts";
import { configurationOf, readConfiguration } from "./configuration.ts";
import { packName, policies } from "./pack.ts";
import { listenForStack } from "./stack.ts";
import { unpackOnce } from "./unpack-once.ts";

/**
 * Serves the pack to the engine that started this process, with the levels and bounds of `policy-config.json` for the stack
 * in question; what `--policy-pack-config` says goes before them. Ends the process when that file is wrong: a pack with
 * other bounds than people believe is worse than none.
 */
export function servePack(): void {
  // The SDK takes the pack's version from the package.json of the working directory.
  process.chdir(import.meta.dirname);
  const configuration = read();
  const initial: PolicyPackConfig = {};
  unpackOnce();
  listenForStack(({ name }) => Object.assign(initial, configurationOf(configuration, name, policies)));
  new PolicyPack(packName, { policies: [...policies] }, initial);
}

function read(): ReturnType<typeof readConfiguration> {
  try {
    return readConfiguration(readFileSync(path.join(import.meta.dirname, "policy-config.json"), "utf8"), policies);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
