import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

const shared = (name: string): string => `shared:\n  - path: /opt/homelab/events\n    with: [${name}]\n    reason: It reads them.\n`;

describe("a folder that a contract shares", () => {
  it("is shared with a service that exists", () => {
    const fleet = new Fleet().append("services/web/service.yaml", shared("node-agnet"));
    expect(fleet.lines()).toEqual([
      expect.stringContaining('shared[0].with[0]: there is no service node-agnet; did you mean "node-agent"?'),
    ]);
    expect(new Fleet().append("services/web/service.yaml", shared("node-agent")).lines()).toEqual([]);
  });

  it("is not shared with the service itself", () => {
    const fleet = new Fleet().append("services/web/service.yaml", shared("web"));
    expect(fleet.lines()).toEqual([
      expect.stringContaining("shared[0].with[0]: web cannot share with itself; fix: name the other services"),
    ]);
  });

  it("is a path or a volume, and never without a reason", () => {
    const fleet = new Fleet().append("services/web/service.yaml", "shared:\n  - path: /opt/homelab/events\n    with: [node-agent]\n");
    expect(fleet.lines().join("\n")).toContain("reason");
  });
});

describe("a privilege that names what of it is meant", () => {
  const asked = (allow: string): Fleet =>
    new Fleet().append("services/web/service.yaml", `privileges:\n  - {service: web, allow: ${allow}, only: [/sys], reason: A test.}\n`);

  it("is one that has parts", () => {
    expect(asked("host-files").lines()).toEqual([]);
    expect(asked("privileged").lines()).toEqual([
      expect.stringContaining("privileges[0].only: a sequence is allowed only for host-files, device, added-capability"),
    ]);
  });
});
