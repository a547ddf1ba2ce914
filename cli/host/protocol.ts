export { empty, pluginInfo } from "../../provider/rpc/protocol.ts";

/** The messages of `pulumi/language.proto` that a language host reads and writes: the fields that are used, by their numbers there. */
const entry = { key: [1, "text"], value: [2, "text"] } as const;

/** `ProgramInfo`: where a program is and what Pulumi.yaml says about running it. */
const programInfo = {
  rootDirectory: [1, "text"],
  programDirectory: [2, "text"],
  entryPoint: [3, "text"],
  options: [4, "properties"],
} as const;

export const handshakeRequest = { engineAddress: [1, "text"] } as const;
export const requiredPackagesRequest = { info: [1, "messages", programInfo] } as const;
export const requiredPackagesResponse = {
  packages: [1, "messages", { name: [1, "text"], kind: [2, "text"], version: [3, "text"], server: [4, "text"] }],
} as const;
export const runRequest = {
  project: [1, "text"],
  stack: [2, "text"],
  pwd: [3, "text"],
  args: [5, "texts"],
  // A map is a list of entries on the wire.
  config: [6, "messages", entry],
  dryRun: [7, "flag"],
  parallel: [8, "integer"],
  monitorAddress: [9, "text"],
  configSecretKeys: [11, "texts"],
  organization: [12, "text"],
  info: [14, "messages", programInfo],
} as const;
export const runResponse = { error: [1, "text"], bail: [2, "flag"] } as const;
