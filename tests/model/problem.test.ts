import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatProblem, formatReport, oneLine, ProblemError } from "../../src/model/problem.ts";

describe("a problem", () => {
  it("says where, what, what is allowed, what was meant and how to mend it, in this order", () => {
    const text = formatProblem({
      place: { file: "services/outline/service.yaml", line: 3, column: 7 },
      path: "exposure",
      message: 'unknown value "pubic"',
      allowed: "public, mesh, lan, none",
      suggestion: "public",
      fix: "name one of the four classes",
    });
    expect(text).toBe(
      'services/outline/service.yaml:3:7 exposure: unknown value "pubic"; allowed: public, mesh, lan, none; ' +
        'did you mean "public"?; fix: name one of the four classes',
    );
  });

  it("is one line whatever characters its values have", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (path, message) => {
        expect(formatProblem({ path, message })).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
    );
    expect(oneLine("a\nb\u001b[2J\u2028")).toBe("a\\nb\\u001b[2J\\u2028");
  });
});

describe("a report", () => {
  const problems = [
    { path: "", message: "sum over the node" },
    { place: { file: "b.yaml", line: 1, column: 1 }, path: "x", message: "second file" },
    { place: { file: "a.yaml", line: 10, column: 1 }, path: "x", message: "later line" },
    { place: { file: "a.yaml", line: 9, column: 3 }, path: "y", message: "earlier line" },
  ];

  it("lists every problem in reading order, those without a place last, and counts them", () => {
    expect(formatReport(problems).split("\n")).toEqual([
      "a.yaml:9:3 y: earlier line",
      "a.yaml:10:1 x: later line",
      "b.yaml:1:1 x: second file",
      "sum over the node",
      "4 problems",
    ]);
  });

  it("is the message of the error that carries it", () => {
    expect(new ProblemError(problems.slice(0, 1)).message).toBe("sum over the node\n1 problem");
  });
});
