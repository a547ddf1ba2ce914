import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "./canonical.ts";
import { compareText } from "../../compose/compare-text.ts";

/** What judged a plan. */
export interface PolicyDigest {
  /** Of `policy/policy-config.json`: levels and bounds. */
  readonly configuration: string;
  /** Of the pack's sources and of the rules that it asks. */
  readonly pack: string;
}

/** The policies of a checkout, as digests. */
export function policyDigest(root: string): PolicyDigest {
  const configuration = join("policy", "policy-config.json");
  const files = ["policy", join("src", "rules")]
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => file !== configuration)
    .sort(compareText);
  const digest = (file: string): string => sha256(readFileSync(join(root, file)));
  return { configuration: digest(configuration), pack: sha256(files.map((file) => `${digest(file)}  ${file}\n`).join("")) };
}
