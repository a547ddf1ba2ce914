import { describe, expect, test } from "vitest";

import type { VolumeInspect } from "../../../provider/docker/engine.ts";
import type { JsonMap } from "../../../provider/docker/json.ts";
import { drift } from "../../support/one-service.ts";

function ofVolume(media: JsonMap | null, volume: Partial<VolumeInspect>): Record<string, unknown> {
  return drift({}, { document: { volumes: { media } }, volumes: [{ Name: "shop_media", Driver: "local", ...volume }] });
}

describe("the driver and the options of a volume", () => {
  const nfs = { driver_opts: { type: "nfs", o: "addr=10.0.0.9,ro", device: ":/media" } };
  const Options = { type: "nfs", o: "addr=10.0.0.9,ro", device: ":/media" };

  test("are silent as declared", () => {
    expect(ofVolume(nfs, { Options })).toEqual({});
    expect(ofVolume(null, { Options: null })).toEqual({});
    expect(ofVolume({ driver: "local" }, {})).toEqual({});
    expect(ofVolume({ driver_opts: { device: "/srv/a/" } }, { Options: { device: "/srv/a" } })).toEqual({});
  });

  test("are named when somebody made a plain volume of the same name: data would be written to the node's own disk", () => {
    expect(ofVolume(nfs, { Options: null })).toEqual({ "volumes.media.driver_opts": "(gone)" });
    expect(ofVolume(nfs, { Options: { ...Options, device: ":/other" } })).toEqual({ "volumes.media.driver_opts.device": ":/other" });
    expect(ofVolume({}, { Driver: "rclone" })).toEqual({ "volumes.media.driver": "rclone" });
    expect(ofVolume({}, { Options: { type: "nfs" } })).toEqual({ "volumes.media.driver_opts.type": "nfs" });
  });

  test("never show a password", () => {
    const cifs = { driver_opts: { type: "cifs", o: "username=a,password=${TOKEN}" } };
    expect(ofVolume(cifs, { Options: { type: "cifs", o: "username=a,password=s3cr3t-v4lue" } })).toEqual({});
    expect(JSON.stringify(ofVolume(cifs, { Options: { type: "cifs", o: "username=a,password=by-hand" } }))).not.toContain("by-hand");
    expect(JSON.stringify(ofVolume({}, { Options: { type: "cifs", o: "username=a,password=by-hand" } }))).not.toContain("by-hand");
  });

  test("of an external volume are somebody else's", () => {
    expect(ofVolume({ external: true, name: "shop_media" }, { Driver: "rclone", Options })).toEqual({});
  });
});
