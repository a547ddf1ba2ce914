import { describe, expect, it } from "vitest";

import { exitCodeOf } from "../../../cli/drift/report.ts";
import { report, service, site } from "./support/reports.ts";

describe("the exit code of a drift run", () => {
  it("is 0 when all is in sync, and for work that waits for an up", () => {
    expect(exitCodeOf([site([service("in-sync")])])).toBe(0);
    expect(exitCodeOf([site([service("in-sync"), service("pending")])])).toBe(0);
  });

  it("is 7 on drift, also beside a node that could not be asked", () => {
    expect(exitCodeOf([site([service("in-sync")]), site([service("drifted")])])).toBe(7);
    expect(exitCodeOf([site([service("unreachable"), service("drifted", { node: "OTHER" })])])).toBe(7);
  });

  it("is 4 when a node could not be asked and nothing drifted, even one without services", () => {
    expect(exitCodeOf([site([service("unreachable"), service("pending", { node: "OTHER" })])])).toBe(4);
    expect(exitCodeOf([site([], { nodes: [{ node: "EDGE", address: "", state: "unreachable" }] })])).toBe(4);
  });

  it("is 1 when anything could not be judged, since nobody knows then what else there is", () => {
    expect(exitCodeOf([site([service("drifted"), service("error")])])).toBe(1);
    expect(exitCodeOf([site([], { errors: ["no state: apply or import first"] }), site([service("drifted")])])).toBe(1);
    expect(exitCodeOf([site([service("in-sync")], { nodes: [{ node: "EDGE", address: "", state: "error" }] })])).toBe(1);
  });
});

describe("a report", () => {
  it("counts the verdicts of all sites and sorts services by node and name", () => {
    const made = report(
      site([service("drifted", { service: "z" }), service("in-sync", { service: "a" }), service("pending", { node: "AHEAD" })]),
      site([service("in-sync")]),
    );
    expect(made.counts).toEqual({ "in-sync": 2, pending: 1, drifted: 1, unreachable: 0, error: 0 });
    expect(made.sites[0]?.services.map((one) => `${one.node}/${one.service}`)).toEqual(["AHEAD/web", "EDGE/a", "EDGE/z"]);
    expect(made.at).toBe("2026-01-31T12:00:00Z");
  });
});
