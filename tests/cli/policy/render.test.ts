import { describe, expect, it } from "vitest";

import { byPolicy, parts } from "../../../cli/policy/judgement.ts";
import { renderJudgements } from "../../../cli/policy/render.ts";
import { paint } from "../../../cli/shared/terminal/colour.ts";
import { judged, urn } from "./support.ts";

const plain = paint(false);

describe("what the pack said, for people", () => {
  it("stands by policy, with place, bound and fix on lines of their own", () => {
    expect(renderJudgements([judged()], plain)).toBe(`\
 ✓ oom-score-adj

 ✗ memory-limit-required (mandatory)
   Every container has a literal mem_limit at service level, because one without a limit can take the memory of all the others.
   vps · VPS/outline/project · services.outline.mem_limit
     outline on VPS has no memory limit
     fix: add mem_limit, such as mem_limit: 256m

 ! image-digest (advisory)
   Images are pinned, because tags move.
   vps · VPS/layout · VPS
     1 of the 2 images on VPS has no digest: a:1
     allowed: name:tag@sha256:…
     fix: add it

1 kept, 1 violation, 1 piece of advice (vps)
`);
  });

  it("names a policy once for all sites, and not as kept when any site breaks it", () => {
    const saturn = judged({ of: "saturn", ok: true, passed: ["oom-score-adj", "memory-limit-required"], violations: [] });
    const text = renderJudgements([judged(), saturn], plain);
    expect(text.match(/memory-limit-required/g)).toHaveLength(1);
    expect(text).toContain("(vps, saturn)");
  });

  it("calls nothing kept when a site could not be judged, and says why", () => {
    const text = renderJudgements([judged({ violations: [], errors: ["services/a/service.yaml:3:1 owner: is wrong\n1 problem"] })], plain);
    expect(text).not.toContain("✓");
    expect(text).toContain("error: vps could not be judged:\n  services/a/service.yaml:3:1 owner: is wrong\n  1 problem");
    expect(text).toContain("not everything could be judged");
  });
});

describe("the findings of a policy", () => {
  it("put what stops an update before what is only said", () => {
    expect(byPolicy([judged()]).map(({ policy }) => policy)).toEqual(["memory-limit-required", "image-digest"]);
  });

  it("keep what the SDK says itself about a value that is not known", () => {
    const message =
      "can't run policy 'memory-budget' from policy pack 'homelab@v0.1.0' during preview: string value at .a can't be known during preview";
    const [group] = byPolicy([
      judged({ violations: [{ policy: "memory-budget", level: "advisory", message, urn: urn("pulumi:pulumi:Stack", "homelab-vps") }] }),
    ]);
    expect(group).toMatchObject({ description: "", findings: [{ resource: undefined, message }] });
  });
});

describe("the parts of a message", () => {
  it("are the place, what is wrong, the bound and the fix", () => {
    expect(parts("services.a.ports[0]: it has x: y; z; allowed: 1, 2; fix: do it")).toEqual({
      where: "services.a.ports[0]",
      message: "it has x: y; z",
      allowed: "1, 2",
      fix: "do it",
    });
    expect(parts("no place here: and no fix")).toEqual({
      where: "",
      message: "no place here: and no fix",
      allowed: undefined,
      fix: undefined,
    });
  });
});
