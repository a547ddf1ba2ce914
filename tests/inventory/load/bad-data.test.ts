import { describe, expect, it } from "vitest";
import { formatReport } from "../../../compose/problem.ts";
import { Fleet } from "../support/fleet.ts";

describe("every kind of bad data at once", () => {
  const fleet = new Fleet()
    .edit("services/forge/service.yaml", "exposure: mesh", "exposre: mesh") // an unknown key
    .edit("hosts/edge/capabilities.yaml", "cpu_cores: 4", "cpu_cores: many") // a wrong type
    .remove("services/home/README.md") // a missing file
    .edit("services/web/service.yaml", "service: proxy", "service: prxoy") // an unknown dependency
    .edit(
      "services/web/docker-compose.yml",
      "services:\n",
      // a duplicate container name and a host port that proxy has
      'services:\n  executor:\n    container_name: executor\n    image: registry.example.net/x:1.0.0\n    ports: ["443:1"]\n',
    )
    .append("services/broker/docker-compose.yml", 'x-note: "open\n') // a syntax error
    .edit("hosts/hub/services.yaml", "  node-agent:", "\tnode-agent:") // a tab
    .write("hosts/edge-home/capabilities.yaml", ""); // an empty file
  const { inventory, problems } = fleet.load();
  const report = formatReport(problems);

  it("is one report", () => {
    expect(inventory).toBeUndefined();
    expect(report.split("\n").map((line) => line.replace(/;.*/, ""))).toEqual([
      "hosts/edge-home/capabilities.yaml:1:1: the file is empty",
      'hosts/edge/capabilities.yaml:3:12 cpu_cores: "many" is not a number',
      "hosts/hub/services.yaml:4:1: a tab is used for indentation",
      expect.stringMatching(/^services\/broker\/docker-compose\.yml:\d+:\d+: YAML syntax: /),
      expect.stringMatching(
        /^services\/control-plane\/docker-compose\.yml:\d+:\d+ services\.executor: VPS would have two containers called executor: in web and in control-plane$/,
      ),
      "services/forge/service.yaml:4:1 exposre: unknown key",
      "services/home/README.md: the file is missing",
      expect.stringMatching(
        /^services\/web\/docker-compose\.yml:\d+:\d+ services\.executor\.ports\[0\]: web\/executor asks for the host port 443\/tcp of VPS, which proxy has$/,
      ),
      "services/web/service.yaml:10:14 dependencies[0].service: there is no service prxoy",
      "9 problems",
    ]);
  });

  it("says what was meant", () => {
    expect(report).toContain('did you mean "exposure"?');
    expect(report).toContain('did you mean "proxy"?');
  });

  it("has no stack trace", () => {
    expect(report).not.toMatch(/\n\s+at /);
  });
});
