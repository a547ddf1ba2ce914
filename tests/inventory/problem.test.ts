import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatProblem, formatReport, ProblemError, sortProblems, type Problem } from "../../compose/problem.ts";

const anyText = fc.string({ unit: "binary", maxLength: 40 });
const anyProblem: fc.Arbitrary<Problem> = fc.record(
  {
    place: fc.record({ file: anyText, line: fc.nat(), column: fc.nat() }, { requiredKeys: ["file"] }),
    path: anyText,
    message: anyText,
    allowed: anyText,
    suggestion: anyText,
    fix: anyText,
  },
  { requiredKeys: ["path", "message"] },
);

describe("a problem on its line", () => {
  it("says where, what, what is allowed, what was meant and the fix", () => {
    const problem: Problem = {
      place: { file: "a.yaml", line: 3, column: 5 },
      path: "nodes.VPS",
      message: "is wrong",
      allowed: "right",
      suggestion: "rihgt",
      fix: "mend it",
    };
    expect(formatProblem(problem)).toBe('a.yaml:3:5 nodes.VPS: is wrong; allowed: right; did you mean "rihgt"?; fix: mend it');
  });

  it("leaves out what is not known", () => {
    expect(formatProblem({ path: "", message: "is wrong" })).toBe("is wrong");
    expect(formatProblem({ path: "VPS", message: "is wrong" })).toBe("VPS: is wrong");
    expect(formatProblem({ place: { file: "a" }, path: "", message: "is wrong" })).toBe("a: is wrong");
  });

  it("never holds a raw control character, whatever the data holds", () => {
    fc.assert(
      fc.property(anyProblem, (problem) => {
        expect(formatProblem(problem)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      }),
      { numRuns: 500 },
    );
  });

  it("cannot be taken for another text by characters that turn the reading direction or show nothing", () => {
    expect(formatProblem({ path: "", message: "a\u202eb\u2066c\u200bd\ufeffe" })).toBe("a\\u202eb\\u2066c\\u200bd\\ufeffe");
  });
});

describe("a report", () => {
  it("is in reading order and ends with the count", () => {
    const at = (file: string, line: number): Problem => ({ place: { file, line, column: 1 }, path: "", message: "x" });
    expect(formatReport([{ path: "VPS", message: "sum" }, at("b", 1), at("a", 10), at("a", 9)])).toBe(
      "a:9:1: x\na:10:1: x\nb:1:1: x\nVPS: sum\n4 problems",
    );
    expect(formatReport([at("a", 1)])).toBe("a:1:1: x\n1 problem");
  });

  it("has one line a problem and one for the count", () => {
    fc.assert(
      fc.property(fc.array(anyProblem, { maxLength: 8 }), (problems) => {
        expect(formatReport(problems).split("\n")).toHaveLength(problems.length + 1);
      }),
    );
  });

  it("is the same whatever order the problems come in", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyProblem, { maxLength: 8, selector: formatProblem }), (problems) => {
        const lines = (list: readonly Problem[]) => formatReport(list).split("\n").sort();
        expect(lines([...problems].reverse())).toEqual(lines(problems));
        expect(sortProblems(sortProblems(problems))).toEqual(sortProblems(problems));
      }),
    );
  });

  it("is the message of the error that is thrown", () => {
    const error = new ProblemError([{ path: "", message: "is wrong" }]);
    expect(error.message).toBe("is wrong\n1 problem");
    expect(error.problems).toHaveLength(1);
  });
});
