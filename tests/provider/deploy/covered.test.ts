import { describe, expect, it } from "vitest";

import { coveredLines, coveredPaths } from "../../../provider/deploy/covered.ts";
import type { Json, JsonMap } from "../../../provider/docker/json.ts";
import { container, snapshotOf } from "../../support/snapshots.ts";

const directory = "/opt/homelab/services/shop";

function covered(document: JsonMap, contract: Json = {}, mounts: readonly object[] = []): string[] {
  const foreign = { ...container({}, { Labels: {} }), Name: "/other", Mounts: mounts };
  const snapshot = snapshotOf({ envFiles: new Map([["shop", "SUB=files/data\n"]]), containers: [foreign] });
  return coveredPaths({ project: "shop", service: "shop", document }, contract, snapshot).map(
    ({ kind, path, why }) => `${kind} ${path}: ${why}`,
  );
}

const mounting = (...volumes: readonly Json[]): JsonMap => ({ services: { web: { volumes } } });

describe("what mounts and data cover below a project directory", () => {
  it("is a folder that a container may write into, whatever way it is written", () => {
    expect(covered(mounting({ type: "bind", source: `${directory}/files`, target: "/f" }))).toEqual([
      "tree files: web mounts it and may write there",
    ]);
    expect(covered(mounting({ type: "bind", source: "./files/../data", target: "/f" }))).toEqual([
      "tree data: web mounts it and may write there",
    ]);
    expect(covered(mounting({ type: "bind", source: `${directory}/\${SUB}`, target: "/f" }))).toEqual([
      "tree files/data: web mounts it and may write there",
    ]);
    expect(covered(mounting({ type: "bind", source: "/opt/homelab", target: "/f" }))).toEqual([
      "tree .: web mounts it and may write there",
    ]);
    expect(covered(mounting({ type: "bind", source: "${UNSET:?}", target: "/f" }))).toEqual(["tree .: web mounts it and may write there"]);
  });

  it("is a file that is mounted by itself, and not what lies in a folder that is only read", () => {
    expect(covered(mounting({ type: "bind", source: `${directory}/files/a`, target: "/f", read_only: true }))).toEqual([
      "file files/a: web still mounts it",
    ]);
    expect(covered(mounting({ type: "bind", source: "/opt/homelab", target: "/f", read_only: true }))).toEqual([]);
  });

  it("is the data of the contract, the folder of a volume, a file of a secret and what other containers mount", () => {
    const contract = { persistence: { paths: [{ type: "bind", source: `${directory}/files/acme.json`, target: "/a", service: "web" }] } };
    expect(covered({}, contract)).toEqual(["tree files/acme.json: the contract calls it data"]);
    expect(covered({ volumes: { v: { driver_opts: { type: "none", o: "bind", device: `${directory}/v` } } } })).toEqual([
      "tree v: the volume v lies there",
    ]);
    expect(covered({ secrets: { key: { file: "./key.pem" } } })).toEqual(["file key.pem: secrets.key reads it"]);
    expect(covered({ services: { web: { env_file: [{ path: "./more.env" }] } } })).toEqual(["file more.env: web reads it"]);
    expect(covered({}, {}, [{ Type: "bind", Source: `${directory}/files`, RW: true }])).toEqual([
      "tree files: the container other mounts it",
    ]);
  });

  it("is nothing outside, and travels as lines that hold no line break", () => {
    expect(covered(mounting({ type: "bind", source: "/opt/homelab/services/shop2", target: "/f" }))).toEqual([]);
    expect(coveredLines([{ kind: "file", path: "a\tb", why: "x\ny" }])).toEqual(["tree\t.\tx?y"]);
  });
});
