import { describe, expect, it } from "vitest";

import { stateDigest, urnsOf } from "../../../cli/plan/state.ts";
import type { ExportedState } from "../../../cli/plan/state.ts";

const secret = (ciphertext: string) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext });

function stateOf(parts: { resources?: readonly object[]; time?: string; pending?: readonly object[] } = {}): ExportedState {
  const { resources = [resource()], time = "2026-01-01T00:00:00Z", pending } = parts;
  return {
    version: 3,
    deployment: { manifest: { time, magic: "x" }, resources, ...(pending === undefined ? {} : { pending_operations: pending }) },
  } as ExportedState;
}

function resource(parts: object = {}): { urn: string } {
  return {
    urn: "urn:a",
    type: "t",
    inputs: { memory: "1", token: secret("v1:one") },
    created: "2026",
    modified: "2026",
    sourcePosition: "project:///a#1",
    stackTrace: [{}],
    ...parts,
  } as never;
}

const digest = (state: ExportedState) => stateDigest(state).digest;

describe("the digest of a state", () => {
  it("stays when nothing happened but looking: times, places in the code, the order, secrets that were encrypted anew", () => {
    const other = resource({ urn: "urn:b" });
    const before = digest(stateOf({ resources: [resource(), other] }));
    const touched = resource({
      modified: "2027",
      created: "2027",
      sourcePosition: "project:///b#9",
      stackTrace: [],
      inputs: { token: secret("v1:two"), memory: "1" },
    });
    expect(digest(stateOf({ resources: [other, touched], time: "2027-01-01T00:00:00Z" }))).toBe(before);
  });

  it.each([
    ["an input", [resource({ inputs: { memory: "2", token: secret("v1:one") } })]],
    ["the protection", [resource({ protect: true })]],
    ["a secret that is none any more", [resource({ inputs: { memory: "1", token: "plain" } })]],
    ["a resource more", [resource(), resource({ urn: "urn:b" })]],
    ["a resource less", []],
    ["a copy that waits for its deletion", [resource(), resource({ delete: true })]],
  ])("moves with %s", (_, resources) => {
    expect(digest(stateOf({ resources }))).not.toBe(digest(stateOf()));
  });

  it("moves when an operation was cut off", () => {
    expect(digest(stateOf({ pending: [{ resource: { urn: "urn:a" }, type: "updating" }] }))).not.toBe(digest(stateOf()));
  });

  it("of an empty stack is one, too", () => {
    expect(stateDigest({}).resources).toEqual({});
    expect(urnsOf(stateOf())).toEqual(new Set(["urn:a"]));
  });
});
