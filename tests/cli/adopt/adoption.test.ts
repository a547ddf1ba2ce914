import { describe, expect, it } from "vitest";

import { CHANGED, MISSING, UNDECLARED } from "../../../provider/docker/difference.ts";
import type { Difference } from "../../../provider/docker/difference.ts";
import { adoptionOf } from "../../../cli/adopt/adoption.ts";
import { GONE } from "../../../cli/adopt/override.ts";

const port = (published: string) => ({ mode: "ingress", target: 80, published, protocol: "tcp" });
const document = {
  services: {
    web: { image: "a:1", mem_limit: "67108864", ports: [port("80"), port("81")], cap_add: ["NET_ADMIN"], environment: { MODE: "quiet" } },
  },
};
const at = (path: readonly (string | number)[], enforced: Difference["enforced"]): Difference => ({
  path: ["document", "services", "web", ...path],
  enforced,
});
const adopt = (...drift: Difference[]) => adoptionOf(drift, document, document);

describe("what can be adopted", () => {
  it("is a value, with sizes as people write them", () => {
    expect(adopt(at(["mem_limit"], "100663296"), at(["environment", "MODE"], "loud"), at(["cpus"], 0.5)).edits).toEqual([
      { path: ["services", "web", "mem_limit"], value: "96m" },
      { path: ["services", "web", "environment", "MODE"], value: "loud" },
      { path: ["services", "web", "cpus"], value: 0.5 },
    ]);
    expect(adopt(at(["mem_limit"], "100000001")).edits[0]?.value).toBe("100000001");
  });

  it("is what the node does not have any more", () => {
    expect(adopt(at(["mem_limit"], undefined)).edits).toEqual([{ path: ["services", "web", "mem_limit"], value: GONE }]);
  });

  it("is a list as a whole: changed in its place, without what is missing, with what was added", () => {
    const { edits, paths } = adopt(at(["ports", 0], port("8080")), at(["ports", 1], MISSING), at(["cap_add", 1], "SYS_TIME"));
    expect(edits).toEqual([
      { path: ["services", "web", "ports"], value: [port("8080")] },
      { path: ["services", "web", "cap_add"], value: ["NET_ADMIN", "SYS_TIME"] },
    ]);
    expect(paths).toEqual(["services.web.ports[0]", "services.web.ports[1]", "services.web.cap_add[1]"]);
  });

  it("writes a dollar of the node so that it stays one", () => {
    expect(adopt(at(["command"], ["echo", "$HOME"])).edits[0]?.value).toEqual(["echo", "$$HOME"]);
  });
});

describe("what cannot be adopted", () => {
  it.each([
    [{ path: ["status", "web"], enforced: "exited (137)" }, /the container is exited \(137\), and that is no setting/],
    [{ path: ["status", "web"], enforced: undefined }, /the container is missing/],
    [{ path: ["files", "files/a.conf", "sha256"], enforced: "00" }, /copy it into git by hand/],
    [{ path: ["document", "volumes", "data"], enforced: undefined }, /networks and volumes are not changed in place/],
    [at(["environment", "TOKEN"], CHANGED), /secrets belong into the node's \.env/],
    [at(["environment", "EXTRA"], UNDECLARED), /declare it by hand/],
    [at(["ports", 0], CHANGED), /may be a secret and is not shown/],
    [at(["labels", "x"], "(cannot be compared: X has no value)"), /^cannot be compared: X has no value$/],
    [at(["image"], "a:1 as sha256:aa; the tag now names sha256:bb"), /only a digest could say which/],
  ] as const)("is named with its reason: %j", (difference, reason) => {
    const { edits, refused } = adopt(difference);
    expect(edits).toEqual([]);
    expect(refused).toEqual([expect.objectContaining({ reason: expect.stringMatching(reason) as string })]);
  });

  it("is a list that git has changed since: its places are other ones now", () => {
    const declared = { services: { web: { ...document.services.web, ports: [port("81")] } } };
    const { edits, refused } = adoptionOf([at(["ports", 1], port("8080"))], document, declared);
    expect(edits).toEqual([]);
    expect(refused[0]?.reason).toMatch(/^git has changed this list since the last apply/);
  });
});
