import { describe, expect, test } from "vitest";

import { drift } from "../../../support/one-service.ts";

describe("two spellings of one thing are one thing", () => {
  test.each([
    ["capabilities", { cap_add: ["NET_ADMIN", "CAP_NET_ADMIN", "net_admin"] }, { CapAdd: ["CAP_NET_ADMIN"] }],
    ["capabilities dropped", { cap_drop: ["ALL", "all"] }, { CapDrop: ["ALL"] }],
    [
      "hosts",
      { extra_hosts: ["a.example:192.0.2.1", "a.example=192.0.2.1"] },
      { ExtraHosts: ["a.example:192.0.2.1", "a.example:192.0.2.1"] },
    ],
    ["hosts of IPv6", { extra_hosts: ["six=[FD00:0::1]"] }, { ExtraHosts: ["six:fd00::1"] }],
    ["name servers", { dns: ["::1", "0:0:0:0:0:0:0:1"] }, { Dns: ["::1"] }],
    ["groups", { group_add: ["20", 20] }, { GroupAdd: ["20", "20"] }],
    [
      "label options beside the engine's own",
      { pid: "host", security_opt: ["label:disable"] },
      { PidMode: "host", SecurityOpt: ["label:disable", "label=disable"] },
    ],
    ["the engine's own label option", { privileged: true }, { Privileged: true, SecurityOpt: ["label=disable"] }],
    [
      "no-new-privileges",
      { security_opt: ["no-new-privileges", "no-new-privileges:true"] },
      { SecurityOpt: ["no-new-privileges", "no-new-privileges:true"] },
    ],
  ])("%s", (_, service, host) => {
    expect(drift(service, { host })).toEqual({});
  });

  test("one that is not declared, or not there, is still found", () => {
    expect(drift({ cap_add: ["NET_ADMIN", "CAP_NET_ADMIN"] }, { host: { CapAdd: [] } })).toEqual({ "cap_add[0]": "(missing on the node)" });
    expect(drift({ cap_add: ["NET_ADMIN"] }, { host: { CapAdd: ["NET_ADMIN", "CAP_SYS_ADMIN"] } })).toEqual({
      "cap_add[1]": "CAP_SYS_ADMIN",
    });
    expect(drift({}, { host: { SecurityOpt: ["label=disable"] } })).toEqual({ "security_opt[0]": "label=disable" });
  });
});

describe("an empty command means the image's, an empty entrypoint means none", () => {
  const image = { Entrypoint: ["/bin/echo"], Cmd: ["from-image"] };
  test.each([
    ["command: []", { command: [] }, { Entrypoint: ["/bin/echo"], Cmd: ["from-image"] }],
    ["command: ''", { command: "" }, { Entrypoint: ["/bin/echo"], Cmd: ["from-image"] }],
    ["entrypoint: []", { entrypoint: [] }, { Entrypoint: [], Cmd: ["from-image"] }],
    ["both empty", { entrypoint: "", command: "" }, { Entrypoint: [], Cmd: ["from-image"] }],
    ["an entrypoint and an empty command", { entrypoint: ["/bin/sh"], command: [] }, { Entrypoint: ["/bin/sh"], Cmd: [] }],
    ["an entrypoint alone", { entrypoint: ["/bin/sh"] }, { Entrypoint: ["/bin/sh"], Cmd: null }],
    ["one empty word", { command: [""] }, { Entrypoint: ["/bin/echo"], Cmd: [""] }],
    ["an empty user, folder and signal", { user: "", working_dir: "", stop_signal: "" }, image],
  ])("%s", (_, service, config) => {
    expect(drift(service, { image, config })).toEqual({});
  });

  test("another command than the image's is drift under an empty one", () => {
    expect(drift({ command: [] }, { image, config: { Entrypoint: ["/bin/echo"], Cmd: ["by", "hand"] } })).toEqual({
      command: ["by", "hand"],
    });
    expect(drift({ entrypoint: [] }, { image, config: image })).toEqual({ entrypoint: ["/bin/echo"] });
  });
});

describe("systempaths=unconfined is two empty lists of paths", () => {
  const asked = { security_opt: ["systempaths=unconfined"] };
  const masks = { MaskedPaths: ["/proc/kcore"], ReadonlyPaths: ["/proc/sys"] };

  test("is silent where nothing is masked", () => {
    expect(drift(asked, { host: { MaskedPaths: [], ReadonlyPaths: [] } })).toEqual({});
    expect(drift({ ...asked, privileged: true }, { host: { Privileged: true, MaskedPaths: [], ReadonlyPaths: [] } })).toEqual({});
  });

  test("is named where the container has lost it, or has it without being asked", () => {
    expect(drift(asked, { host: masks })).toEqual({ "security_opt[0]": "(missing on the node)" });
    expect(drift({}, { host: masks })).toEqual({});
    expect(drift({}, { host: { MaskedPaths: [], ReadonlyPaths: [] } })).toEqual({ "security_opt[0]": "systempaths=unconfined" });
    expect(drift({}, { host: { ...masks, MaskedPaths: [] } })).toEqual({ "security_opt[0]": "systempaths=(partly unconfined)" });
    expect(drift({ privileged: true }, { host: { Privileged: true, MaskedPaths: null, ReadonlyPaths: null } })).toEqual({});
  });
});
