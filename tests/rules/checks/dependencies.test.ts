import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

const onForge = "dependencies:\n  - service: forge\n    node: HUB\n    reason: It reads its repositories.\n";

describe("a dependency", () => {
  it("must be a service", () => {
    expect(new Fleet().edit("services/web/service.yaml", "- service: proxy", "- service: porxy").lines()).toEqual([
      'services/web/service.yaml:10:14 dependencies[0].service: there is no service porxy; did you mean "proxy"?',
    ]);
  });

  it("must be on a node that exists", () => {
    expect(new Fleet().edit("services/home/service.yaml", "    node: EDGE\n", "    node: EDGY\n").lines()).toEqual([
      'services/home/service.yaml:7:11 dependencies[0].node: there is no node EDGY; allowed: HUB, VPS, EDGE, EDGE-HOME; did you mean "EDGE"?',
    ]);
  });

  it("must be listed by the node, its own when it names none, and the node that lists it is proposed", () => {
    expect(new Fleet().edit("services/home/service.yaml", "    node: EDGE\n", "").lines()).toEqual([
      "services/home/service.yaml:6:14 dependencies[0].service: home on EDGE-HOME needs broker, which EDGE-HOME does not list; " +
        "fix: name the node: EDGE",
    ]);
  });

  it("may cross sites from a node with a steady uplink", () => {
    const fleet = new Fleet().edit(
      "services/web/service.yaml",
      "dependencies:\n",
      "dependencies:\n  - service: forge\n    node: HUB\n    reason: It shows its repositories.\n",
    );
    expect(fleet.lines()).toEqual([]);
  });

  it("may not leave the site from a node with an intermittent uplink", () => {
    const fleet = new Fleet().edit("services/broker/service.yaml", "healthcheck:\n", `${onForge}healthcheck:\n`);
    expect(fleet.lines()).toEqual([
      "services/broker/service.yaml:6:5 dependencies[0]: broker on EDGE depends on forge on HUB, " +
        "but the uplink of EDGE is intermittent; allowed: services of the site cottage",
    ]);
  });

  it("of an agent that runs everywhere is judged on each node", () => {
    const fleet = new Fleet().edit("services/node-agent/service.yaml", "healthcheck:\n", `${onForge}healthcheck:\n`);
    expect(fleet.lines().map((line) => /: (node-agent on \S+)/.exec(line)?.[1])).toEqual(["node-agent on EDGE", "node-agent on EDGE-HOME"]);
  });

  it("may not be part of a circle", () => {
    const fleet = new Fleet().edit(
      "services/proxy/service.yaml",
      "healthcheck:\n",
      "dependencies:\n  - service: web\n    reason: For its pages.\nhealthcheck:\n",
    );
    expect(fleet.lines()).toEqual([
      "services/web/service.yaml:10:5 dependencies[0]: the services depend on each other in a circle: " +
        "VPS/proxy → VPS/web → VPS/proxy; fix: remove one of these dependencies",
    ]);
  });

  it("may not be the service itself", () => {
    const fleet = new Fleet().edit(
      "services/forge/service.yaml",
      "healthcheck:\n",
      "dependencies:\n  - service: forge\n    reason: Itself.\nhealthcheck:\n",
    );
    expect(fleet.lines()).toEqual([expect.stringContaining("in a circle: HUB/forge → HUB/forge")]);
  });
});
