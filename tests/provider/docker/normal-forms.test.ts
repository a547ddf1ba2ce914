import { describe, expect, test } from "vitest";

import { formatNormalForms } from "../../../provider/docker/normal-forms.ts";
import type { JsonMap } from "../../../provider/docker/json.ts";
import type { OneService } from "../../support/one-service.ts";
import { drift, madeBy, read } from "../../support/one-service.ts";

const ENV = new Map([["shop", "TOKEN=s3cr3t-value\nSIZE=one\n"]]);

/** Remembers how the engine stores a service now, as an update that has just made its container does. */
function remember(service: JsonMap, parts: OneService): OneService {
  const forms = read(service, parts).normalForms.formsOf("salt");
  const normalForms = new Map([["shop", formatNormalForms({ salt: "salt", forms })]]);
  return { ...parts, snapshot: { ...parts.snapshot, normalForms } };
}

describe("how the engine stores a declared value", () => {
  const service = { stop_signal: "SIGINT", labels: { team: "house" } };
  const asStored: OneService = { config: { StopSignal: "2", Labels: { ...madeBy("2.40.3").Labels, team: "House" } } };

  test("is a difference until it is remembered, and silent from then on", () => {
    expect(drift(service, asStored)).toMatchObject({ stop_signal: "2", "labels.team": "House" });
    expect(drift(service, remember(service, asStored))).toEqual({});
  });

  test("is a difference again once the stored value changes", () => {
    const { snapshot = {} } = remember(service, asStored);
    expect(drift(service, { config: { StopSignal: "3", Labels: { ...madeBy("2.40.3").Labels, team: "House" } }, snapshot })).toEqual({
      stop_signal: "3",
    });
  });

  test("is a difference again once the declared value changes", () => {
    const parts = remember(service, asStored);
    expect(drift({ ...service, stop_signal: "SIGTERM" }, parts)).toEqual({ stop_signal: "2" });
  });

  test("is a difference again once a variable in the declared value has another value", () => {
    const symbolic = { labels: { size: "${SIZE}" } };
    const parts = remember(symbolic, { config: { Labels: { ...madeBy("2.40.3").Labels, size: "ONE" } }, snapshot: { envFiles: ENV } });
    expect(drift(symbolic, parts)).toEqual({});
    expect(drift(symbolic, { ...parts, snapshot: { ...parts.snapshot, envFiles: new Map([["shop", "SIZE=two\n"]]) } })).toEqual({
      "labels.size": "(changed on the node)",
    });
  });

  test("is never remembered for what has to be enforced", () => {
    const bounds = { mem_limit: "64m", user: "1000", privileged: false, restart: "always", cap_add: ["NET_ADMIN"] };
    const parts: OneService = { host: { Memory: 1, Privileged: true, RestartPolicy: { Name: "no" } }, config: { User: "0" } };
    expect(Object.keys(drift(bounds, remember(bounds, parts)))).toEqual(Object.keys(drift(bounds, parts)));
  });

  test("of a secret is another one when the secret was changed by hand, and is nowhere to be read", () => {
    const secret = { environment: { TOKEN: "${TOKEN}" } };
    const first: OneService = { config: { Env: ["TOKEN=S3CR3T-VALUE"] }, snapshot: { envFiles: ENV } };
    const parts = remember(secret, first);
    expect(drift(secret, parts)).toEqual({});
    expect(drift(secret, { ...parts, config: { Env: ["TOKEN=other"] } })).toEqual({ "environment.TOKEN": "(changed on the node)" });
    const kept = parts.snapshot?.normalForms?.get("shop") ?? "";
    expect(kept).not.toMatch(/s3cr3t/i);
    expect(JSON.stringify(read(secret, { ...first }).differences)).not.toMatch(/s3cr3t/i);
  });

  test("is not taken from a file that is torn or not ours", () => {
    for (const text of ["", "{", '{"version":2}', '{"version":1,"salt":3,"forms":[]}']) {
      const snapshot = { normalForms: new Map([["shop", text]]) };
      expect(drift(service, { ...asStored, snapshot })).toMatchObject({ stop_signal: "2" });
    }
  });
});
