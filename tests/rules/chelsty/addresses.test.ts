import { describe, expect, it } from "vitest";

import { Fleet } from "../../../policy/examples/fleet.ts";
import { judgeFleet } from "../../../policy/examples/judge.ts";
import { addressesIn } from "../../../src/rules/chelsty/addresses.ts";

describe("an address", () => {
  it.each(["100.64.0.1", "1681915905", "0x64400001", "0144.0100.0.1", "0x64.0x40.0.1", "100.64.1", "100.4194305", "0x64.4194305"])(
    "%s is 100.64.0.1",
    (token) => expect(addressesIn(token)).toContain("100.64.0.1"),
  );

  it.each(["::ffff:100.64.0.1", "::ffff:6440:1", "::FFFF:6440:0001", "0:0:0:0:0:ffff:100.64.0.1", "64:ff9b::100.64.0.1", "::100.64.0.1"])(
    "%s in IPv6 is 100.64.0.1",
    (token) => expect(addressesIn(token)).toContain("100.64.0.1"),
  );

  it("with zeros in front is read both ways", () => {
    expect(addressesIn("010.1.2.3").sort()).toEqual(["10.1.2.3", "8.1.2.3"]);
  });

  it.each(["example", "1.2.3.4.5", "256.1.1.1", "99999999999", "1::2::3", "a:b", "10:30", ""])("%s is none", (token) =>
    expect(addressesIn(token)).toEqual([]),
  );
});

describe("what runs behind the intermittent uplink", () => {
  it.each(["http://1681915906:3000", "0x64.0x40.0.2:3000", "http://[::ffff:6440:2]:3000/x", "tcp://0144.0100.0.2", "100.64.2"])(
    "points to another site by %s as well",
    async (value) => {
      const fleet = new Fleet();
      const topology = fleet.topology("CHELSTY-INFRA");
      topology["elsewhere"] = { SATURN: ["saturn", "100.64.0.2"] };
      fleet.environment("CHELSTY-INFRA", "zigbee2mqtt")["FEED"] = value;
      const said = await judgeFleet(fleet);
      expect(said.filter(({ policy }) => policy === "offline-first").map(({ message }) => message)).toEqual([
        expect.stringMatching(/points to .*, which is SATURN, of another site/),
      ]);
    },
  );

  it("may use numbers that are no addresses", async () => {
    const fleet = new Fleet();
    fleet.topology("CHELSTY-INFRA")["elsewhere"] = { SATURN: ["saturn", "100.64.0.2"] };
    fleet.environment("CHELSTY-INFRA", "zigbee2mqtt")["FEED"] = "8080 3.5 10:30:00 2026-01-01 0.5 1681915907";
    expect((await judgeFleet(fleet)).filter(({ policy }) => policy === "offline-first")).toEqual([]);
  });
});
