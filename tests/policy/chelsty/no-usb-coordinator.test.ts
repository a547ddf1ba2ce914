import { describe, expect, it } from "vitest";

import { noUsbCoordinator } from "../../../policy/chelsty/no-usb-coordinator.ts";
import { soundContainer } from "../../support/inventory.ts";
import { judge, project, unknownText } from "../../support/policy.ts";

const device = "/dev/ttyUSB0";

function placed(content: string) {
  return project("zigbee2mqtt", { files: { "files/configuration.yaml": { content, mode: "0644" } } });
}

describe("the policy no-usb-coordinator", () => {
  it("accepts the coordinator over TCP", async () => {
    expect(await judge(noUsbCoordinator, placed("serial:\n  port: tcp://192.168.1.105:6638\n"))).toEqual({
      violations: [],
      advice: undefined,
    });
  });

  it("refuses the device in a document", async () => {
    const services = { zigbee2mqtt: soundContainer("zigbee2mqtt", { devices: [{ source: device, target: device }] }) };
    const { violations } = await judge(noUsbCoordinator, project("zigbee2mqtt", {}, services));
    expect(violations[0]?.message).toContain(`zigbee2mqtt on VPS names the USB device ${device}`);
    expect(violations[0]?.message).toContain("allowed: the coordinator over TCP");
  });

  it("refuses the device in a placed file and says in which line of which", async () => {
    const { violations } = await judge(noUsbCoordinator, placed(`serial:\n  port: ${device}\n`));
    expect(violations.map(({ message }) => message)).toEqual([expect.stringContaining("files/configuration.yaml:2")]);
  });

  it("searches the files it knows when one is not known yet", async () => {
    const files = { "files/a": { content: unknownText }, "files/b": { content: `port: ${device}\n` } };
    const { violations } = await judge(noUsbCoordinator, project("zigbee2mqtt", { files }));
    expect(violations.map(({ message }) => message)).toEqual([expect.stringContaining("files/b:1")]);
  });
});
