import { describe, expect, it } from "vitest";

import { managedVolumes } from "../../src/inventory/managed-volumes.ts";
import { postgres, withPaths } from "./support/persistent.ts";

describe("the managed volumes of a service", () => {
  it("are its persistent volumes with what they hold", () => {
    expect(managedVolumes(withPaths([postgres]))).toEqual([{ volume: "outline_postgres_data", description: "Rows.", backup: "outline" }]);
  });

  it("leave out what exists before us and what is a folder", () => {
    const folder = { type: "bind", source: "/srv/x", service: "outline", target: "/x", description: "Files.", backup: false };
    expect(managedVolumes(withPaths([{ ...postgres, managed: false }, folder]))).toEqual([]);
  });
});
