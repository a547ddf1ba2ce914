import { describe, expect, test } from "vitest";

import { enforcedProject, patched, plain } from "../../../provider/docker/index.ts";
import { differences } from "../../../provider/rpc/difference.ts";
import { formatPath } from "../../../provider/rpc/property-path.ts";
import { Secret } from "../../../provider/rpc/property-value.ts";
import type { PropertyMap } from "../../../provider/rpc/property-value.ts";
import { container, shopInputs, snapshotOf } from "../../support/snapshots.ts";

describe("properties as they are enforced", () => {
  test("differ from the declared ones exactly where the node does", () => {
    const inputs = shopInputs();
    const { differences: found } = enforcedProject(
      inputs,
      snapshotOf({ containers: [container({ Memory: 1048576, CapAdd: ["SYS_ADMIN"] })] }),
    );
    const changes = differences(inputs, patched(inputs, found));
    expect(changes.map(({ path, kind }) => `${kind} ${formatPath(path)}`)).toEqual([
      "update document.services.web.mem_limit",
      "add document.services.web.cap_add",
    ]);
  });

  test("keep secrets wrapped, also where the value is replaced", () => {
    const declared: PropertyMap = { document: new Secret({ a: "1", list: [new Secret("x"), "y"] }), other: new Secret("z") };
    const result = patched(declared, [
      { path: ["document", "list", 0], enforced: "(changed on the node)" },
      { path: ["document", "a"], enforced: undefined },
    ]);
    expect(result).toEqual({ document: new Secret({ list: [new Secret("(changed on the node)"), "y"] }), other: new Secret("z") });
    expect(plain(declared)).toEqual({
      value: { document: { a: "1", list: ["x", "y"] }, other: "z" },
      secrets: new Set(["1", "x", "y", "z"]),
    });
  });

  test("never show a secret of the program, an env file or a container, at whatever place it turned up", () => {
    const inputs = { ...shopInputs(), secrets: ["pulumi-s3cret"] };
    const found = enforcedProject(
      inputs,
      snapshotOf({
        containers: [
          container(
            { ExtraHosts: ["x:s3cr3t-v4lue"] },
            {
              Cmd: ["--old=0ld-t0ken", "--now=s3cr3t-v4lue"],
              Env: ["PATH=/bin", "TOKEN=0ld-t0ken", "EXTRA=pulumi-s3cret"],
              User: "pulumi-s3cret",
            },
          ),
        ],
      }),
    );
    expect(found.differences.map(({ path }) => path.slice(3).join("."))).toEqual([
      "command",
      "user",
      "environment.TOKEN",
      "environment.EXTRA",
      "extra_hosts.0",
    ]);
    expect(JSON.stringify(found.differences)).not.toMatch(/s3cr3t|0ld-t0ken|pulumi-s3cret/);
  });
});
