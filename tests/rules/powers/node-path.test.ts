import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { holdsSocket, isBelow, nodePath } from "../../../src/rules/powers/node-path.ts";

describe("a path as its node sees it", () => {
  it.each([
    ["/etc", "/etc"],
    ["/etc/", "/etc"],
    ["//etc//ssh/", "/etc/ssh"],
    ["/./etc/../root", "/root"],
    ["/../../etc", "/etc"],
    ["/", "/"],
    ["///", "/"],
    ["/var/run/docker.sock", "/run/docker.sock"],
    ["/var/running", "/var/running"],
    ["/proc/1/root", "/"],
    ["/proc/1/root/run", "/run"],
    ["/proc/self/root/proc/2/task/3/root/var/run", "/run"],
    ["/proc/thread-self/root/etc/shadow", "/etc/shadow"],
    ["/proc/1/rootless", "/proc/1/rootless"],
  ])("%s is %s", (text, path) => {
    expect(nodePath(text)).toBe(path);
  });

  it.each(["", "etc", "./etc", "~/x", "C:\\x", "${X}/etc", "/etc\u0000/x", "/a\nb"])("is none for %j", (text) => {
    expect(nodePath(text)).toBeUndefined();
  });

  it("never leaves a folder by another spelling", () => {
    const part = fc.constantFrom("a", "b", ".", "..", "", "proc", "1", "root", "self", "var", "run");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const path = nodePath(`/${parts.join("/")}`) ?? "";
        expect(path).toMatch(/^\/(?:[^/]+(?:\/[^/]+)*)?$/);
        expect(path.split("/")).not.toContain("..");
        expect(nodePath(path)).toBe(path);
      }),
    );
  });

  it("is below a folder by whole names", () => {
    expect(isBelow("/opt/homelab/data/web", "/opt/homelab/data/web")).toBe(true);
    expect(isBelow("/opt/homelab/data/web/x", "/opt/homelab/data/web")).toBe(true);
    expect(isBelow("/opt/homelab/data/web-2", "/opt/homelab/data/web")).toBe(false);
    expect(isBelow("/etc", "/")).toBe(true);
  });
});

describe("the engine's socket", () => {
  it.each(["/var/run/docker.sock", "/run/docker.sock/", "/proc/1/root/run/docker.sock", "/run/user/1000/docker.sock", "/x/podman.sock"])(
    "is %s itself",
    (path) => {
      expect(holdsSocket(path)).toBe("itself");
    },
  );

  it.each(["/", "/var/run", "/run/", "/run/containerd", "/proc/self/root", "/proc/1/cwd", "/proc/1/fd/3", "/dev/fd"])(
    "is inside %s",
    (path) => {
      expect(holdsSocket(path)).toBe("inside");
    },
  );

  it.each(["/etc", "/run/tailscale", "/var/lib/docker", "relative"])("is not in %s", (path) => {
    expect(holdsSocket(path)).toBeUndefined();
  });
});
