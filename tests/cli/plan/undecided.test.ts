import { describe, expect, it } from "vitest";

import { undecidedPolicies } from "../../../cli/plan/undecided.ts";
import { Fleet } from "../../../policy/examples/fleet.ts";
import { judgeFleet } from "../../../policy/examples/judge.ts";
import { unknownText } from "../../support/policy.ts";

describe("a value that only the update would know", () => {
  it("is a refusal of the plan, by the policy that waits for it and the resource", () => {
    const message =
      "can't run policy 'privileges' from policy pack 'homelab@v' during preview: string value at .document.services.web.pid can't be known during preview";
    const urn = "urn:pulumi:vps::homelab::homelab:compose:Project::VPS/web/project";
    expect(
      undecidedPolicies([
        { message, urn },
        { message, urn },
      ]),
    ).toEqual(["privileges, about VPS/web/project: string value at .document.services.web.pid can't be known during preview"]);
  });

  it("is what the policies themselves say of it", async () => {
    const fleet = new Fleet();
    fleet.container("VPS", "npm")["cap_add"] = [unknownText];
    const said = await judgeFleet(fleet);
    // The SDK puts the policy before the sentence that it throws.
    const messages = said.map(({ policy, message }) => ({
      message: `can't run policy '${policy}' from policy pack 'x' during preview: ${message}`,
    }));
    expect(undecidedPolicies(messages)).toEqual([
      "privileges: string value at .document.services.npm.cap_add.0 can't be known during preview",
    ]);
  });

  it("is not what a policy merely advises", () => {
    expect(undecidedPolicies([{ message: "Images are pinned by digest.\nVPS: 12 images have none" }])).toEqual([]);
  });
});
