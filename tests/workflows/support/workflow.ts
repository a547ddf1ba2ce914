import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";

import { repository } from "../../support/checkout.ts";

/** One step of a job, as a workflow file has it. */
export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly "continue-on-error"?: boolean;
}

export interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly "runs-on"?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Every workflow of the project. */
export const workflowFiles = [
  ...["preview", "program", "comment", "up", "up-site", "drift"].map((name) => `.github/workflows/${name}.yml`),
  ...["preview", "program", "up", "drift"].map((name) => `.forgejo/workflows/${name}.yml`),
];

/** Reads a workflow of this checkout. */
export async function readWorkflow(file: string): Promise<Workflow> {
  return parse(await readFile(path.join(repository, file), "utf8")) as Workflow;
}
