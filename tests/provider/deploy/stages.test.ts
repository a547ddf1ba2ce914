import { describe, expect, test } from "vitest";

import { askedStages } from "../../../provider/deploy/stages.ts";

describe("the stages that are asked for", () => {
  test("are none when nothing is said, which means a whole deployment", () => {
    expect(askedStages("")).toBeUndefined();
    expect(askedStages(" , ")).toBeUndefined();
  });

  test("come in the order in which they are done, each once", () => {
    expect(askedStages("validate, prepare,validate")).toEqual(["prepare", "validate"]);
    expect(askedStages("diagnose verify")).toEqual(["verify", "diagnose"]);
  });

  test("must be stages", () => {
    expect(() => askedStages("prepare,deply")).toThrow(
      'HOMELAB_STAGES: "deply" is no stage; allowed: prepare, validate, verify, diagnose; fix: name stages with commas between them, or leave HOMELAB_STAGES out for a whole deployment',
    );
  });

  test.each(["deploy", "complete"])("cannot be %s, which is never done without the others", (stage) => {
    expect(() => askedStages(`prepare,${stage}`)).toThrow(`HOMELAB_STAGES: ${stage} is only done as a part of a whole deployment`);
  });
});
