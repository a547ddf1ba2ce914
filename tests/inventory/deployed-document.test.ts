import { describe, expect, it } from "vitest";

import { deployedDocument } from "../../src/inventory/deployed-document.ts";
import { postgres, withPaths } from "./support/persistent.ts";

describe("the document that reaches a node", () => {
  it("is the resolved one when nothing in it is persistent", () => {
    const deployment = withPaths([], { cache: { name: "outline_cache" } });
    expect(deployedDocument(deployment)).toBe(deployment.resolved.document);
  });

  it("finds a persistent volume by the name that Compose would give it", () => {
    expect(deployedDocument(withPaths([postgres], { postgres_data: null }))).toMatchObject({
      volumes: { postgres_data: { name: "outline_postgres_data", external: true } },
    });
  });

  it("keeps no label or driver of a persistent volume, which Compose would want to apply", () => {
    const { volumes } = deployedDocument(
      withPaths([postgres], { data: { name: "outline_postgres_data", driver: "local", labels: { a: "b" } } }),
    ) as { volumes: object };
    expect(volumes).toEqual({ data: { name: "outline_postgres_data", external: true } });
  });

  it("does not change the resolved document itself, which other nodes share", () => {
    const deployment = withPaths([postgres], { postgres_data: { name: "outline_postgres_data" } });
    deployedDocument(deployment);
    expect(deployment.resolved.document.volumes).toEqual({ postgres_data: { name: "outline_postgres_data" } });
  });
});
