/**
 * The messages of `pulumi/provider.proto` and `pulumi/plugin.proto` that this side of the wire reads or writes: the fields
 * that are used, under their numbers there. Why not the generated classes: loading them, google-protobuf and grpc-js took
 * 60 of the 100 ms of processor time that a plugin took to start, and their Struct was most of what a request cost. The
 * tests drive this server with the generated client.
 */
const subject = { urn: [1, "text"], name: [6, "text"], type: [7, "text"] } as const;
const checkFailure = { property: [1, "text"], reason: [2, "text"] } as const;
const propertyDiff = { kind: [1, "integer"], inputDiff: [2, "flag"] } as const;

export const empty = {} as const;
export const handshakeResponse = { acceptSecrets: [1, "flag"] } as const;
export const pluginInfo = { version: [1, "text"] } as const;
export const getSchemaRequest = { version: [1, "integer"] } as const;
export const getSchemaResponse = { schema: [1, "text"] } as const;
export const configureResponse = { acceptSecrets: [1, "flag"], supportsPreview: [2, "flag"] } as const;
export const invokeRequest = { token: [1, "text"], args: [2, "properties"] } as const;
export const invokeResponse = { return: [1, "properties"] } as const;
export const checkRequest = { ...subject, news: [3, "properties"] } as const;
export const checkResponse = { inputs: [1, "properties"], failures: [2, "messages", checkFailure] } as const;
export const diffRequest = {
  id: [1, "text"],
  urn: [2, "text"],
  news: [4, "properties"],
  oldInputs: [6, "properties"],
  name: [7, "text"],
  type: [8, "text"],
} as const;
export const diffResponse = {
  replaces: [1, "texts"],
  deleteBeforeReplace: [3, "flag"],
  changes: [4, "integer"],
  diffs: [5, "texts"],
  // A map is a list of entries on the wire.
  detailedDiff: [6, "messages", { key: [1, "text"], value: [2, "messages", propertyDiff] }],
  hasDetailedDiff: [7, "flag"],
} as const;
export const createRequest = {
  urn: [1, "text"],
  inputs: [2, "properties"],
  preview: [4, "flag"],
  name: [5, "text"],
  type: [6, "text"],
} as const;
export const createResponse = { id: [1, "text"], outputs: [2, "properties"] } as const;
export const readRequest = {
  id: [1, "text"],
  urn: [2, "text"],
  inputs: [4, "properties"],
  name: [5, "text"],
  type: [6, "text"],
} as const;
export const readResponse = { id: [1, "text"], outputs: [2, "properties"], inputs: [3, "properties"] } as const;
export const updateRequest = {
  id: [1, "text"],
  urn: [2, "text"],
  news: [4, "properties"],
  preview: [7, "flag"],
  oldInputs: [8, "properties"],
  name: [9, "text"],
  type: [10, "text"],
} as const;
export const updateResponse = { outputs: [1, "properties"] } as const;
export const deleteRequest = {
  id: [1, "text"],
  urn: [2, "text"],
  oldInputs: [5, "properties"],
  name: [6, "text"],
  type: [7, "text"],
} as const;

/** `DiffResponse.DiffChanges`. */
export const diffChanges = { none: 1, some: 2 } as const;
/** `PropertyDiff.Kind`, and the same for a change that replaces the resource. */
export const diffKinds = { add: 0, delete: 2, update: 4 } as const;
export const replacing = 1;
