import { describe, expect, it } from "vitest";
import { cleanDiagnostic } from "../../../cli/preview/diagnostics.ts";

const report = "services/a/service.yaml:3:4 owner_node: is wrong\nhosts/b: is missing\n2 problems";
const stack = "urn:pulumi:vps::homelab::pulumi:pulumi:Stack::homelab-vps";

describe("an error of the program", () => {
  it("that is a report stands alone, without its class, frame and stack trace", () => {
    const message = `Running program '/x/src/' failed with an unhandled exception:\n<ref *1> ProblemError: ${report}\n    at load (file:///x/src/model/load/index.ts:1:2)\n    at file:///x/src/index.ts:3:4 {\n  problems: [ [Object] ]\n}\n`;
    expect(cleanDiagnostic({ message, urn: stack })).toBe(report);
  });

  it("of a component stands alone too, although it belongs to a resource", () => {
    expect(cleanDiagnostic({ message: `${report}\n`, urn: "urn:pulumi:vps::homelab::homelab:node:Node::VPS" })).toBe(report);
  });

  it("that is a defect keeps the places in our own code", () => {
    const message =
      "Running program '/x/src/' failed with an unhandled exception:\nTypeError: Cannot read properties of undefined\n    at node:internal/x:1:1\n    at f (file:///x/src/a.ts:1:2)\n    at g (/x/node_modules/@pulumi/pulumi/b.js:1:2)\n    at h (file:///x/src/c.ts:3:4)\n";
    expect(cleanDiagnostic({ message, urn: stack })).toBe(
      "Cannot read properties of undefined\n    at f (file:///x/src/a.ts:1:2)\n    at h (file:///x/src/c.ts:3:4)",
    );
  });
});

describe("an error of a provider", () => {
  it("says which resource it is about", () => {
    const urn = "urn:pulumi:vps::homelab::homelab:node:Node$docker:index/volume:Volume::VPS/outline-data";
    expect(cleanDiagnostic({ message: "driver must be local\n", urn })).toBe("docker:Volume VPS/outline-data: driver must be local");
  });
});
