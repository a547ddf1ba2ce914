import { describe, expect, it } from "vitest";
import { formatProblem } from "../../../compose/problem.ts";
import { noUsbCoordinator, unknown, type ProjectFacts } from "../../../src/rules/index.ts";
import { project } from "../../inventory/support/project.ts";

const report = (facts: ProjectFacts) => noUsbCoordinator(facts).map(formatProblem);

describe("a USB coordinator", () => {
  it.each([
    ["as a device", { devices: [{ source: "/dev/ttyUSB0", target: "/dev/ttyACM0" }] }, "devices[0].source"],
    ["as a device's target", { devices: ["/dev/serial/by-id/x:/dev/ttyUSB1"] }, "devices[0]"],
    ["as a bind", { volumes: [{ type: "bind", source: "/dev/ttyUSB0", target: "/dev/zigbee" }] }, "volumes[0].source"],
    ["in an environment value", { environment: { SERIAL_PORT: "/dev/ttyUSB0" } }, "environment.SERIAL_PORT"],
    ["inside a command", { command: ["run", "--port=/dev/ttyUSB2"] }, "command[1]"],
    ["in the default of a variable", { environment: { PORT: "${PORT:-/dev/ttyUSB0}" } }, "environment.PORT"],
    ["in other letters", { environment: { PORT: "/DEV/TTYusb0" } }, "environment.PORT"],
  ])("is refused %s", (_, definition, path) => {
    expect(report(project("zigbee2mqtt", { zigbee2mqtt: definition }, "CHELSTY-INFRA"))).toEqual([
      expect.stringMatching(
        new RegExp(
          `^services\\.zigbee2mqtt\\.${path.replaceAll(/[[\].]/g, "\\$&")}: zigbee2mqtt on CHELSTY-INFRA names the USB device /dev/tty`,
          "i",
        ),
      ),
    ]);
  });

  it("is refused in a placed file, with its line, but not in a comment", () => {
    const facts: ProjectFacts = {
      ...project("zigbee2mqtt", {}, "CHELSTY-INFRA"),
      files: [
        { source: "services/zigbee2mqtt/files/configuration.yaml", content: "serial:\n  # never /dev/ttyUSB0\n  port: /dev/ttyUSB0\n" },
      ],
    };
    expect(report(facts)).toEqual([
      "services/zigbee2mqtt/files/configuration.yaml:3: zigbee2mqtt on CHELSTY-INFRA names the USB device /dev/ttyUSB0; " +
        "allowed: the coordinator over TCP, tcp://192.168.1.105:6638 with adapter ezsp; fix: remove the device and use the TCP address",
    ]);
  });

  it("is refused in the contract", () => {
    const facts: ProjectFacts = { ...project("zigbee2mqtt", {}), contract: { persistence: { paths: [{ source: "/dev/ttyUSB0" }] } } };
    expect(report(facts)).toEqual([expect.stringContaining("contract.persistence.paths[0].source: ")]);
  });

  it("is refused on every node", () => {
    expect(report(project("any", { any: { devices: ["/dev/ttyUSB0"] } }, "SATURN"))).toHaveLength(1);
  });

  it("over TCP is welcome, and so is another device", () => {
    expect(
      report(project("zigbee2mqtt", { zigbee2mqtt: { environment: { PORT: "tcp://192.168.1.105:6638" }, devices: ["/dev/dri"] } })),
    ).toEqual([]);
  });

  it("is not guessed in what is not known", () => {
    const facts: ProjectFacts = { ...project("zigbee2mqtt", unknown), contract: unknown, files: [{ source: "x", content: unknown }] };
    expect(report(facts)).toEqual([]);
  });
});
