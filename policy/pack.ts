import { readdirSync } from "node:fs";

import type { HousePolicy } from "./house-policy.ts";

/** The name under which the engine shows the pack; `PulumiPolicy.yaml` and `package.json` have it too. */
export const packName = "homelab";

/** Folders of the pack that hold no policies. */
const otherFolders = new Set(["examples", "start", "node_modules"]);

/**
 * The policies of each topic, by the names of folders and files: `policy/<topic>/<name>.ts` exports one policy, and beside it
 * `<name>.examples.ts` says how it is broken. A new pair of files is a new policy.
 */
export const topics: Readonly<Record<string, readonly HousePolicy[]>> = Object.fromEntries(
  await Promise.all(topicFolders().map(async (topic) => [topic, await policiesOf(topic)] as const)),
);

/** Every policy of the pack. */
export const policies: readonly HousePolicy[] = Object.values(topics).flat();

function topicFolders(): string[] {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .filter((name) => !otherFolders.has(name))
    .sort();
}

async function policiesOf(topic: string): Promise<HousePolicy[]> {
  const files = readdirSync(`${import.meta.dirname}/${topic}`).filter((file) => file.endsWith(".ts") && !file.endsWith(".examples.ts"));
  return Promise.all(files.sort().map((file) => policyOf(topic, file.slice(0, -".ts".length))));
}

/** @throws Error for a file that exports no policy, several, or one under another name than the file's */
async function policyOf(topic: string, name: string): Promise<HousePolicy> {
  const exported = Object.values((await import(`./${topic}/${name}.ts`)) as Record<string, HousePolicy>);
  const [policy] = exported;
  if (policy === undefined || exported.length > 1 || policy.name !== name) {
    throw new Error(`policy/${topic}/${name}.ts has to export exactly one policy with the name ${name}`);
  }
  return policy;
}
