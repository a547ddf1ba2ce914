import { describe, expect, it } from "vitest";

import { guardedSteps, guardProblems, MOST_DELETES } from "../../../cli/plan/guard.ts";
import { GUEST, planned, PROJECT, RECORD, VOLUME } from "./support/resources.ts";

const none = { delete: [], create: [] };
const nothing = new Set<string>();

describe("the delete guard", () => {
  const projects = (count: number) => Array.from({ length: count }, (_, index) => planned("delete", PROJECT, `VPS/s${index}/project`));

  it("lets three deletions pass and stops all of four", () => {
    expect(MOST_DELETES).toBe(3);
    expect(guardProblems(projects(3), nothing, none)).toEqual([]);
    expect(guardProblems(projects(4), nothing, none)).toHaveLength(4);
  });

  it("counts replacements with deletions, and neither components nor providers", () => {
    const mixed = [
      ...projects(2),
      planned("replace", PROJECT, "VPS/a/project"),
      planned("delete", "homelab:components:Node", "VPS"),
      planned("delete", "pulumi:providers:docker", "VPS/docker"),
    ];
    expect(guardedSteps(mixed, nothing)).toEqual([]);
    expect(guardedSteps([...mixed, planned("replace", PROJECT, "VPS/b/project")], nothing)).toHaveLength(4);
  });

  it.each([
    ["delete", VOLUME, "is deleted, and with it goes the data of the volume"],
    ["replace", VOLUME, "is replaced, and with it goes the data of the volume"],
    ["delete", GUEST, "is deleted, and with it goes the machine with its disks"],
    ["delete", RECORD, "is deleted, and with it goes a public name"],
  ])("stops a single %s of a %s", (operation, type, what) => {
    const [problem = "", ...others] = guardProblems([planned(operation, type, "VPS/x")], nothing, none);
    expect(others).toEqual([]);
    expect(problem).toContain(`VPS/x ${what}; fix: if that is meant, --allow-delete 'urn:pulumi:vps::homelab::${type}::VPS/x'`);
  });

  it("says so when what is deleted stays where it is, and asks for the word all the same", () => {
    const volume = planned("delete", VOLUME, "VPS/a");
    const kept = { ...volume, step: { ...volume.step, old: { retainOnDelete: true } } } as typeof volume;
    expect(guardProblems([kept], nothing, none)).toEqual([
      expect.stringMatching(
        /VPS\/a is let go: it stays where it is, and nothing here knows it any more; fix: if that is meant, --allow-delete/,
      ),
    ]);
  });

  it("takes a word for each, and not one for another", () => {
    const resources = [planned("delete", VOLUME, "VPS/a"), planned("delete", VOLUME, "VPS/b")];
    const [first, second] = resources.map(({ urn }) => urn);
    expect(guardProblems(resources, nothing, { delete: [first ?? ""], create: [] })).toEqual([expect.stringContaining("VPS/b is deleted")]);
    expect(guardProblems(resources, nothing, { delete: [first ?? "", second ?? ""], create: [] })).toEqual([]);
  });

  it("refuses a word for what the plan does not do: it would be one for a later surprise", () => {
    expect(guardProblems(projects(1), nothing, { delete: ["urn:pulumi:vps::homelab::x:y:Z::VPS/q"], create: [] })).toEqual([
      expect.stringMatching(/^--allow-delete "urn:.*VPS\/q" allows what this plan does not do/),
    ]);
  });

  it("takes a word that three deletions would not need", () => {
    const [one] = projects(1);
    expect(guardProblems(one === undefined ? [] : [one], nothing, { delete: [one?.urn ?? ""], create: [] })).toEqual([]);
  });
});

describe("a volume that the state knows and the node has lost", () => {
  const volume = planned("create", VOLUME, "VPS/outline/volume/outline_postgres_data");

  it("is not made anew and empty without a word", () => {
    expect(guardProblems([volume], new Set([volume.urn]), none)).toEqual([
      expect.stringMatching(
        /is in the state and gone from its node, and would be made anew and empty; fix: if that is meant, --allow-create 'urn:/,
      ),
    ]);
    expect(guardProblems([volume], new Set([volume.urn]), { delete: [], create: [volume.urn] })).toEqual([]);
    expect(guardProblems([volume], new Set([volume.urn]), { delete: [volume.urn], create: [] })).toHaveLength(2);
  });

  it("is made without a word when nobody knew it, and a name is made again at any time", () => {
    const record = planned("create", RECORD, "VPS/outline/host/x");
    expect(guardProblems([volume, record], new Set([record.urn]), none)).toEqual([]);
  });
});
